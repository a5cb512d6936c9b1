import classes from './watermark.module.css';

/** Who looks at the picture and the moment shown, so that a photo of the screen names its source. Lies over a `VideoTile`. */
export function Watermark({ text }: { readonly text: string }) {
  return <span className={classes['mark']}>{text}</span>;
}
