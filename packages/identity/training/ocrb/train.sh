#!/bin/sh
# Trains the model that reads machine-readable lines and resident numbers, from nothing but generated lines:
#   apt-get install tesseract-ocr fonts-ocr-b fonts-dejavu-core
#   sh train.sh FOLDER        # about an hour of one core; goes on where it stopped
# The result is FOLDER/ocrb.traineddata.gz; README.md says which one is committed.
set -eu
recipe=$(cd "$(dirname "$0")" && pwd)
folder=${1:?FOLDER}
lines=${LINES_COUNT:-6000} seed=${LINES_SEED:-20261122} coarse=${COARSE_ROUNDS:-7500} rounds=${ROUNDS:-26000}
mkdir -p "$folder"
cd "$folder"
export OMP_THREAD_LIMIT=1 LC_ALL=C

[ -e train/.done ] || { node "$recipe/generate-lines.ts" train "$lines" "$seed" && touch train/.done; }
[ -e held-out/.done ] || { node "$recipe/generate-lines.ts" held-out 200 "$((seed + 1))" && touch held-out/.done; }

# The signs: 26 letters, ten digits, the filler. Trained without a dictionary and without what other languages know.
[ -e out/ocrb/ocrb.traineddata ] || {
  mkdir -p langdata out/ocrb
  printf '%s\n' A B C D E F G H I J K L M N O P Q R S T U V W X Y Z 0 1 2 3 4 5 6 7 8 9 '<' > text.txt
  unicharset_extractor --output_unicharset ocrb.unicharset --norm_mode 1 text.txt
  printf '%s\t%s\n' 4E00 1.0 > langdata/radical-stroke.txt
  combine_lang_model --input_unicharset ocrb.unicharset --script_dir langdata --lang ocrb --output_dir out --pass_through_recoder
}

for set in train held-out; do
  for picture in "$set"/*.png; do
    base=${picture%.png}
    [ -e "$base.lstmf" ] || tesseract "$picture" "$base" --psm 13 --dpi 70 lstm.train > /dev/null 2>&1
  done
  ls "$PWD/$set"/*.lstmf > "$set.list"
done

# Coarse steps first, then finer ones from where these came to.
signs=$(head -1 ocrb.unicharset)
mkdir -p checkpoints
[ -e checkpoints/coarse.done ] || {
  lstmtraining --traineddata out/ocrb/ocrb.traineddata --net_spec "[1,36,0,1 Ct3,3,16 Mp3,3 Lfys48 Lfx96 Lrx96 Lfx128 O1c$signs]" \
    --model_output checkpoints/ocrb --learning_rate 2e-3 --train_listfile train.list --eval_listfile held-out.list \
    --max_iterations "$coarse" --target_error_rate 0.002
  touch checkpoints/coarse.done
}
lstmtraining --traineddata out/ocrb/ocrb.traineddata --continue_from checkpoints/ocrb_checkpoint --model_output checkpoints/ocrb \
  --learning_rate 1e-3 --train_listfile train.list --eval_listfile held-out.list --max_iterations "$rounds" --target_error_rate 0.001
lstmtraining --stop_training --convert_to_int --traineddata out/ocrb/ocrb.traineddata --continue_from checkpoints/ocrb_checkpoint \
  --model_output ocrb.traineddata
gzip -9 -n -c ocrb.traineddata > ocrb.traineddata.gz
lstmeval --model ocrb.traineddata --eval_listfile held-out.list --verbosity 0 2>&1 | tail -1 | tee held-out.txt
sha256sum ocrb.traineddata.gz
