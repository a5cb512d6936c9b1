import { checkCharacter } from '../../documents/shared/resident-number.ts';
import { regionName, regionsInForce } from '../../documents/shared/regions/regions.ts';
import { ETHNIC_GROUPS } from '../../documents/shared/ethnic-groups.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** Somebody who does not exist; every value is as it would be printed. */
export interface InventedPerson {
  readonly name: string;
  readonly sex: '男' | '女';
  readonly ethnicity: string;
  /** ISO dates. */
  readonly birthDate: string;
  readonly address: string;
  readonly residentNumber: string;
  readonly issuer: string;
  readonly validFrom: string;
  /** Null: for good (长期). */
  readonly validUntil: string | null;
  readonly surname: string;
  readonly givenNames: string;
  readonly state: string;
  readonly documentNumber: string;
  readonly expiryDate: string;
  readonly personalNumber: string;
}

const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐伍庞颜倪庄聂章鲁岳翟殷詹欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房蒲滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝';
const TWO_SIGN_SURNAMES = ['欧阳', '上官', '司马', '诸葛', '东方', '皇甫', '尉迟', '公孙', '慕容', '令狐'];
const GIVEN =
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂子涵梓萱浩然宇欣怡佳琪雨泽嘉诚思远志建国文博俊豪晨曦雪梅春花海燕红玉珍翠云凤仙菊香荷莲婷婉倩颖慧琳瑶璐珊玲莉萍蓉薇蕾菲晓东南北山川江河湖松柏林森木成龙飞鹏翔天宝宏光辉亮鑫淼焱峰岩振华中兴旺盛昌荣富贵福禄寿喜乐安康宁泰和顺利达通祥瑞庆余继承祖德仁义礼智信忠孝廉耻勤俭朴真善美良温恭谦让彬轩昊睿哲恒毅铭钰铮锋钢铁银铜锡钧锐凯旋歌舞琴棋书画诗词赋曲墨砚笔纸';
const ROADS =
  '建国 人民 解放 中山 和平 文化 长江 黄河 友谊 胜利 光明 新华 工业 科技 学院 滨江 环城 朝阳 迎宾 花园 金山 银河 桃源 玉泉 青年 幸福 团结 前进 东风 红旗 育才 湖滨 景山 凤凰 龙华 宝塔 钟楼 鼓楼'.split(
    ' ',
  );
const LATIN_SURNAMES =
  'ERIKSSON MUELLER DUPONT OKAFOR SMITH KOWALSKI TANAKA GARCIA ROSSI NOVAK IVANOVA HANSEN SILVA KUMAR NGUYEN PARK COHEN YILMAZ HADDAD MENSAH JOHANSSON FERNANDEZ VAN<DER<BERG OCONNOR SCHNEIDER MARTINEZ PAPADOPOULOS LINDQVIST BIANCHI MOREAU'.split(
    ' ',
  );
const LATIN_GIVEN =
  'ANNA MARIA HANS PETER JEAN CHIDI OLIVIA JANE JAN YUKI CARLOS LUCIA MARCO PAVEL ELENA LARS BRUNO PRIYA LINH MINJUN DAVID AYSE OMAR AMA KARIN JOSE PAUL SOPHIE THOMAS HELENA GEORGE INGRID FRANCESCA CLAIRE'.split(
    ' ',
  );
const PINYIN_SURNAMES =
  'WANG LI ZHANG LIU CHEN YANG HUANG ZHAO WU ZHOU XU SUN MA ZHU HU GUO HE GAO LIN LUO ZHENG LIANG XIE SONG TANG'.split(' ');
const PINYIN =
  'WEI FANG NA XIU YING MIN JING LI QIANG LEI JUN YANG YONG YAN JIE JUAN TAO MING CHAO LAN XIA PING GANG GUI ZI HAN YU XIN JIA QI'.split(
    ' ',
  );
const STATES = 'D<< FRA NGA GBR POL JPN ESP ITA CZE RUS NOR BRA IND VNM KOR ISR TUR LBN GHA SWE NLD IRL GRC USA CAN AUS'.split(' ');

const two = (value: number) => String(value).padStart(2, '0');
const iso = (year: number, month: number, day: number) => `${year}-${two(month)}-${two(day)}`;
const isoAfter = (date: string, years: number) => iso(Number(date.slice(0, 4)) + years, Number(date.slice(5, 7)), Number(date.slice(8)));

export function inventPerson(random: SeededRandom): InventedPerson {
  const sex = random.chance(0.5) ? '男' : '女';
  const birthDate = iso(random.whole(1946, 2005), random.whole(1, 12), random.whole(1, 28));
  const region = random.pick(regionsInForce());
  const sequence = random.whole(0, 499) * 2 + (sex === '男' ? 1 : 0);
  const body = `${region}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  const validFrom = iso(random.whole(2017, 2025), random.whole(1, 12), random.whole(1, 28));
  const years = random.pick([10, 20, 20, 0]);
  const chinese = random.chance(0.4);
  return {
    name: chineseName(random),
    sex,
    // Nine of ten are Han, as on the street; the others are all met, if more seldom.
    ethnicity: random.chance(0.85) ? '汉' : random.pick(ETHNIC_GROUPS),
    birthDate,
    address: chineseAddress(random, region),
    residentNumber: `${body}${checkCharacter(body)}`,
    issuer: issuerOf(region),
    validFrom,
    validUntil: years === 0 ? null : isoAfter(validFrom, years),
    surname: chinese ? random.pick(PINYIN_SURNAMES) : random.pick(LATIN_SURNAMES).replaceAll('<', ' '),
    givenNames: chinese
      ? random.pick(PINYIN) + (random.chance(0.6) ? random.pick(PINYIN) : '')
      : random.pick(LATIN_GIVEN) + (random.chance(0.4) ? ` ${random.pick(LATIN_GIVEN)}` : ''),
    state: chinese ? 'CHN' : random.pick(STATES),
    documentNumber: documentNumber(random),
    expiryDate: iso(random.whole(2027, 2035), random.whole(1, 12), random.whole(1, 28)),
    personalNumber: random.chance(0.4) ? String(random.whole(100_000, 99_999_999)) : '',
  };
}

function chineseName(random: SeededRandom): string {
  const surname = random.chance(0.04) ? random.pick(TWO_SIGN_SURNAMES) : random.pick([...SURNAMES]);
  const given = random.pick([...GIVEN]) + (random.chance(0.75) ? random.pick([...GIVEN]) : '');
  return surname + given;
}

function chineseAddress(random: SeededRandom, region: string): string {
  const { province, city, county } = regionName(region);
  const where = `${province}${city === province ? '' : city}${county}`;
  const road = random.pick(ROADS);
  const house = random.chance(0.3)
    ? `${road}村${random.whole(1, 30)}组${random.whole(1, 99)}号`
    : `${road}${random.pick(['路', '街', '大道', '东路', '西街'])}${random.whole(1, 999)}号${random.chance(0.6) ? `${random.whole(1, 30)}栋` : ''}${random.chance(0.5) ? `${random.whole(1, 6)}单元` : ''}${random.chance(0.7) ? `${random.whole(1, 30)}0${random.whole(1, 9)}室` : ''}`;
  return where + house;
}

function issuerOf(region: string): string {
  const { province, city, county } = regionName(region);
  const place = county.endsWith('区') ? city || province : county;
  return county.endsWith('区') ? `${place}公安局${county.slice(0, -1)}分局` : `${place}公安局`;
}

/** Nine signs, as the machine-readable zone has room for; the letters that passports use. */
function documentNumber(random: SeededRandom): string {
  const letters = 'CEGHJKLMNPRTVWXYZ';
  return (
    random.pick(letters) +
    (random.chance(0.3) ? random.pick(letters) : random.whole(0, 9)) +
    String(random.whole(0, 9_999_999)).padStart(7, '0')
  );
}
