import type { Language } from '@guichet/protocol';

/** Kinds of devices whose way of trusting a certificate differs. */
export const devicePlatform = { ios: 'ios', android: 'android', windows: 'windows', macos: 'macos' } as const;
export type DevicePlatform = (typeof devicePlatform)[keyof typeof devicePlatform];

export type PlatformGuide = {
  readonly title: string;
  readonly steps: readonly string[];
  /** The same in a terminal. */
  readonly command?: string;
  readonly removal: string;
};

export type TrustTexts = {
  readonly title: string;
  readonly lead: string;
  readonly otherLanguage: string;
  readonly scanTitle: string;
  readonly scanText: string;
  readonly certificateTitle: string;
  readonly certificateText: string;
  readonly download: string;
  readonly fingerprint: string;
  readonly compare: string;
  readonly trustTitle: string;
  readonly removalTitle: string;
  readonly inTerminal: string;
  readonly openTitle: string;
  readonly openText: string;
  readonly open: string;
  readonly scope: string;
  readonly guides: Readonly<Record<DevicePlatform, PlatformGuide>>;
};

/** @param name the name that devices list the authority under */
export function trustTexts(language: Language, name: string): TrustTexts {
  return language === 'zh-CN' ? chinese(name) : english(name);
}

const WINDOWS_COMMAND = 'certutil -user -addstore Root guichet-ca.crt';
const MACOS_COMMAND = 'sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain guichet-ca.crt';

function chinese(name: string): TrustTexts {
  return {
    title: '先信任这台机器，再打开柜台',
    lead: '浏览器只在加密连接上允许使用摄像头。这台机器的证书由它自己签发，您的设备需要先信任它，只做一次。',
    otherLanguage: 'English',
    scanTitle: '用手机扫一扫',
    scanText: '手机与这台机器需在同一网络。用系统相机扫描，在浏览器中打开；微信内无法安装证书。',
    certificateTitle: '下载证书',
    certificateText: '只有公开的部分，不含密钥。',
    download: '下载证书',
    fingerprint: 'SHA-256 指纹',
    compare: '与运行 npm start 的终端中显示的一致，才是这台机器的证书。不一致就不要安装。',
    trustTitle: '让设备信任它',
    removalTitle: '用完后移除',
    inTerminal: '或在终端运行',
    openTitle: '打开客户页面',
    openText: '没有安全警告，就说明证书已受信任。',
    open: '打开客户页面',
    scope: '此证书只能为局域网地址和本地域名担保，不能用于任何公网网站。',
    guides: {
      ios: {
        title: 'iPhone、iPad',
        steps: [
          '用 Safari 打开本页，点“下载证书”，再点“允许”。',
          '打开“设置”，点顶部的“已下载描述文件”，点“安装”。',
          `进入“设置 › 通用 › 关于本机 › 证书信任设置”，打开“${name}”。`,
        ],
        removal: '设置 › 通用 › VPN 与设备管理，点该描述文件，移除。',
      },
      android: {
        title: '安卓手机',
        steps: [
          '用 Chrome 打开本页，点“下载证书”。',
          '打开“设置”，搜索“CA 证书”，点“安装 CA 证书”（多在“安全 › 加密与凭据”下）。',
          '点“仍然安装”，选择刚下载的 guichet-ca.crt。',
        ],
        removal: '设置 › 安全 › 加密与凭据 › 用户凭据，点该证书，移除。',
      },
      windows: {
        title: 'Windows',
        steps: [
          '下载后双击 guichet-ca.crt，点“安装证书”。',
          '选“当前用户”，再选“将所有的证书都放入下列存储”，点“浏览”，选“受信任的根证书颁发机构”。',
          '确认安装，重新打开浏览器。',
        ],
        command: WINDOWS_COMMAND,
        removal: `运行 certmgr.msc，在“受信任的根证书颁发机构”中删除“${name}”。`,
      },
      macos: {
        title: 'Mac',
        steps: [
          '下载后双击 guichet-ca.crt，加入“登录”钥匙串。',
          `在“钥匙串访问”中打开“${name}”，展开“信任”，选“始终信任”。`,
          '关闭窗口并输入密码，重新打开浏览器。',
        ],
        command: MACOS_COMMAND,
        removal: `在“钥匙串访问”中删除“${name}”。`,
      },
    },
  };
}

function english(name: string): TrustTexts {
  return {
    title: 'Trust this machine, then open the counter',
    lead: 'Browsers give a camera to encrypted pages only. This machine signs its own certificate, so your device has to trust it first. You do this once.',
    otherLanguage: '中文',
    scanTitle: 'Scan it with a phone',
    scanText: 'The phone must be on the same network as this machine. Use the system’s camera and open the link in the browser.',
    certificateTitle: 'Get the certificate',
    certificateText: 'The public part only; it holds no key.',
    download: 'Get the certificate',
    fingerprint: 'SHA-256 fingerprint',
    compare: 'It is this machine’s certificate if the terminal that runs npm start shows the same. If it differs, do not install it.',
    trustTitle: 'Have the device trust it',
    removalTitle: 'Remove it afterwards',
    inTerminal: 'Or in a terminal',
    openTitle: 'Open the customer page',
    openText: 'No security warning means the certificate is trusted.',
    open: 'Open the customer page',
    scope: 'This certificate can vouch for addresses and names of local networks only, never for a site on the internet.',
    guides: {
      ios: {
        title: 'iPhone and iPad',
        steps: [
          'Open this page in Safari, tap “Get the certificate”, then “Allow”.',
          'Open Settings, tap “Profile Downloaded” at the top, then “Install”.',
          `Go to Settings › General › About › Certificate Trust Settings and switch on “${name}”.`,
        ],
        removal: 'Settings › General › VPN & Device Management: tap the profile and remove it.',
      },
      android: {
        title: 'Android',
        steps: [
          'Open this page in Chrome and tap “Get the certificate”.',
          'Open Settings, search for “CA certificate” and tap it (usually under Security › Encryption & credentials).',
          'Tap “Install anyway” and choose guichet-ca.crt.',
        ],
        removal: 'Settings › Security › Encryption & credentials › User credentials: tap the certificate and remove it.',
      },
      windows: {
        title: 'Windows',
        steps: [
          'Double-click guichet-ca.crt and choose “Install Certificate”.',
          'Choose “Current User”, then “Place all certificates in the following store”, and browse to “Trusted Root Certification Authorities”.',
          'Confirm, and open the browser again.',
        ],
        command: WINDOWS_COMMAND,
        removal: `Run certmgr.msc and delete “${name}” from Trusted Root Certification Authorities.`,
      },
      macos: {
        title: 'Mac',
        steps: [
          'Double-click guichet-ca.crt and add it to the login keychain.',
          `Open “${name}” in Keychain Access, unfold “Trust” and choose “Always Trust”.`,
          'Close the window, enter your password, and open the browser again.',
        ],
        command: MACOS_COMMAND,
        removal: `Delete “${name}” in Keychain Access.`,
      },
    },
  };
}
