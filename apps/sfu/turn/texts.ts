import type { Language } from '../native/worker-progress.ts';

type Texts = Record<Language, string>;

export const help: Texts = {
  en: `Usage: node apps/sfu/turn/main.ts --realm HOST --cert FILE --key FILE --node ADDRESS [options]

Sets up coturn so that browsers whose network passes port 443 only still reach the media nodes: TURN over TLS,
with credentials that the counter mints and that run out by themselves. Relays to the media nodes and nowhere else.

  --realm HOST          host name (or address) under which browsers reach this machine
  --cert FILE           certificate chain (PEM) for that name
  --key FILE            its private key (PEM)
  --node ADDRESS        address of a media node; repeat for more
  --tls-port PORT       default 443
  --plain-port PORT     also offer TURN without TLS (UDP and TCP), e.g. 3478; default none
  --listen ADDRESS      listen on this address only; repeat for more; default all
  --external ADDRESS    this machine's address as browsers see it, if a NAT stands before it
  --relay-ports L-H     UDP ports towards the media nodes; default 49160-49999
  --dir FOLDER          where configuration and secret are kept; default /etc/guichet-turn
  --no-service          write the files only, do not touch systemd

Run it as root; it installs the package coturn where it is missing. Run it again after the certificate was renewed.
At the end it prints what the counter is to be told. Exit codes: 0 done, 2 not done.

Example:
  node apps/sfu/turn/main.ts --realm turn.bank.example --cert /etc/ssl/turn.pem --key /etc/ssl/turn.key --node 10.1.2.3`,
  'zh-CN': `用法：node apps/sfu/turn/main.ts --realm 主机名 --cert 文件 --key 文件 --node 地址 [选项]

配置 coturn，使只放行 443 端口的网络中的浏览器也能到达媒体节点：基于 TLS 的 TURN，
凭证由柜台服务签发并自动过期。只向媒体节点转发，不向其他任何地址转发。

  --realm 主机名        浏览器访问本机所用的主机名（或地址）
  --cert 文件           该名称的证书链（PEM）
  --key 文件            对应的私钥（PEM）
  --node 地址           媒体节点的地址；可重复
  --tls-port 端口       默认 443
  --plain-port 端口     同时提供不加密的 TURN（UDP 和 TCP），例如 3478；默认不提供
  --listen 地址         只监听该地址；可重复；默认监听全部
  --external 地址       本机位于 NAT 之后时，浏览器看到的地址
  --relay-ports 低-高   通往媒体节点的 UDP 端口；默认 49160-49999
  --dir 目录            配置与密钥的存放目录；默认 /etc/guichet-turn
  --no-service          只写文件，不操作 systemd

请以 root 运行；缺少 coturn 软件包时会自动安装。证书更新后请再次运行。
结束时会打印需要告知柜台服务的内容。退出码：0 完成，2 未完成。

示例：
  node apps/sfu/turn/main.ts --realm turn.bank.example --cert /etc/ssl/turn.pem --key /etc/ssl/turn.key --node 10.1.2.3`,
};

export const installCommand = 'sudo apt-get install -y --no-install-recommends coturn';

export const texts = {
  notRoot: {
    en: `coturn is not installed. Run this, then start again:\n  ${installCommand}`,
    'zh-CN': `尚未安装 coturn。请运行以下命令后重试：\n  ${installCommand}`,
  },
  notDebian: {
    en: 'coturn is not installed and this is no Debian or Ubuntu: install coturn with your package manager, then start again.',
    'zh-CN': '尚未安装 coturn，且本机不是 Debian 或 Ubuntu：请用系统的软件包管理器安装 coturn 后重试。',
  },
  installFailed: { en: 'coturn could not be installed:', 'zh-CN': '无法安装 coturn：' },
  wrongOptions: { en: 'These options are missing or wrong (--help explains them):', 'zh-CN': '以下选项缺失或有误（用 --help 查看说明）：' },
  runningAsService: { en: 'coturn runs as a service.', 'zh-CN': 'coturn 已作为服务运行。' },
  startByHand: { en: 'Start it with (as root):', 'zh-CN': '请以 root 启动：' },
  tellCounter: { en: 'Tell the counter, in its environment:', 'zh-CN': '请在柜台服务的环境变量中设置：' },
  secretIsIn: { en: 'the content of', 'zh-CN': '以下文件的内容：' },
} as const satisfies Record<string, Texts>;
