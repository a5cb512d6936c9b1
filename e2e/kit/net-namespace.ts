import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool, toolExists } from './run-tool.ts';

/** Addresses reserved for network tests (RFC 2544), so that nothing real is hidden by them. */
const networkPrefix = '198.18';
const createAttempts = 20;
let namespaceCount = 0;

export interface LossRule {
  readonly protocol: 'udp' | 'tcp';
  /** The server's port outside, or a port inside. */
  readonly port: number;
  /** 0 to 1, each way. */
  readonly lossRatio: number;
}

/**
 * A network of its own for a process, joined to the machine by one cable (a veth pair) on which packets can be
 * dropped. Linux and root only.
 */
export class NetNamespace {
  readonly name: string;
  /** The machine's end of the cable: where things inside reach servers outside. */
  readonly hostAddress: string;
  /** The inner end: where things outside reach servers inside. */
  readonly address: string;
  readonly #hostInterface: string;
  readonly #hostTable: string;
  readonly #wrapperDirs: string[] = [];

  /** Why there can be no namespace here, in words for a skipped test; undefined when there can. */
  static async unavailableReason(): Promise<string | undefined> {
    if (platform() !== 'linux') return 'network namespaces exist on Linux only';
    if (process.getuid?.() !== 0) return 'making a network namespace needs root';
    for (const [tool, debianPackage] of [
      ['ip', 'iproute2'],
      ['nft', 'nftables'],
    ] as const) {
      if (!(await toolExists(tool))) return `"${tool}" is missing (package ${debianPackage})`;
    }
    try {
      const probe = await NetNamespace.create();
      await probe.destroy();
      return undefined;
    } catch (error) {
      return `this system forbids network namespaces: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  static async create(): Promise<NetNamespace> {
    for (let attempt = 1; ; attempt++) {
      // The process id keeps test processes apart, the count the namespaces of one; whatever is left collides and tries again.
      const index = (process.pid * 7 + namespaceCount++ * 4_099 + attempt) % 16_384;
      const namespace = new NetNamespace(index);
      try {
        await namespace.#setUp();
        return namespace;
      } catch (error) {
        await namespace.destroy();
        if (attempt === createAttempts) throw error;
      }
    }
  }

  private constructor(index: number) {
    const suffix = index.toString(16);
    this.name = `guichet-${suffix}`;
    this.#hostInterface = `gch-h${suffix}`;
    this.#hostTable = `guichet_${suffix}`;
    // A /30 network has two usable addresses: the ends of the cable.
    const base = `${networkPrefix}.${index >> 6}`;
    this.hostAddress = `${base}.${((index & 63) << 2) + 1}`;
    this.address = `${base}.${((index & 63) << 2) + 2}`;
  }

  /** Starts a program inside. */
  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.name, command, ...args], options);
  }

  /** Runs a tool inside to its end. */
  async run(command: string, args: readonly string[]): Promise<string> {
    return runTool('ip', ['netns', 'exec', this.name, command, ...args]);
  }

  /** A script that runs `executable` inside, for whoever starts it by itself (a browser driver, mediasoup). */
  async wrapExecutable(executable: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-netns-'));
    this.#wrapperDirs.push(folder);
    const script = join(folder, 'run-inside');
    await writeFile(script, `#!/bin/sh\nexec ip netns exec ${this.name} '${executable.replaceAll("'", `'\\''`)}' "$@"\n`);
    await chmod(script, 0o755);
    return script;
  }

  /**
   * Drops a share of the packets of one port, each way. Each side drops what comes in, as a bad line does: a
   * rule on what goes out would be told to the sender as an error.
   */
  async setLoss({ protocol, port, lossRatio }: LossRule): Promise<void> {
    const share = `numgen random mod 10000 < ${Math.round(lossRatio * 10_000)} counter drop`;
    const rules = [`${protocol} sport ${port} ${share}`, `${protocol} dport ${port} ${share}`];
    await this.clearRules();
    await this.#apply(
      'host',
      rules.map((rule) => `iifname "${this.#hostInterface}" ${rule}`),
    );
    await this.#apply(
      'inside',
      rules.map((rule) => `iifname "inside0" ${rule}`),
    );
  }

  /** From outside nothing reaches the inside but these TCP ports; from inside nothing reaches the outside but as an answer. */
  async allowInboundOnly(tcpPorts: readonly number[]): Promise<void> {
    const list = tcpPorts.join(', ');
    await this.clearRules();
    await this.#apply('inside', [`iifname "inside0" tcp dport { ${list} } accept`, 'iifname "inside0" counter drop']);
    await this.#apply('host', [
      `iifname "${this.#hostInterface}" tcp sport { ${list} } accept`,
      `iifname "${this.#hostInterface}" counter drop`,
    ]);
  }

  /** From inside only these TCP ports outside can be reached: a bank network that passes 443 and nothing else. */
  async allowOutboundOnly(tcpPorts: readonly number[]): Promise<void> {
    const list = tcpPorts.join(', ');
    await this.clearRules();
    await this.#apply('host', [
      `iifname "${this.#hostInterface}" tcp dport { ${list} } accept`,
      `iifname "${this.#hostInterface}" counter drop`,
    ]);
    await this.#apply('inside', [`iifname "inside0" tcp sport { ${list} } accept`, 'iifname "inside0" counter drop']);
  }

  /** Pulls the cable out at the inner end or puts it back. The outer end stays up: its address is one that others reach servers under, too. */
  async setCable(to: 'in' | 'out'): Promise<void> {
    await runTool('ip', ['-n', this.name, 'link', 'set', 'inside0', to === 'in' ? 'up' : 'down']);
    if (to === 'in') await this.#routeOut();
  }

  /** Packets dropped so far, both ways together. */
  async droppedCount(): Promise<number> {
    const rulesets = await Promise.all([
      runTool('nft', ['list', 'table', 'inet', this.#hostTable]).catch(() => ''),
      this.run('nft', ['list', 'ruleset']),
    ]);
    const counts = rulesets.join('\n').matchAll(/counter packets (\d+)/g);
    return [...counts].reduce((sum, match) => sum + Number(match[1]), 0);
  }

  async clearRules(): Promise<void> {
    await runTool('nft', ['delete', 'table', 'inet', this.#hostTable]).catch(() => {});
    await this.run('nft', ['flush', 'ruleset']);
  }

  /** Takes cable, rules and namespace away. Processes inside must have ended. */
  async destroy(): Promise<void> {
    await runTool('nft', ['delete', 'table', 'inet', this.#hostTable]).catch(() => {});
    await runTool('ip', ['link', 'del', this.#hostInterface]).catch(() => {});
    await runTool('ip', ['netns', 'del', this.name]).catch(() => {});
    for (const folder of this.#wrapperDirs.splice(0)) await rm(folder, { recursive: true, force: true });
  }

  async #setUp(): Promise<void> {
    await runTool('ip', ['netns', 'add', this.name]);
    const cable = ['type', 'veth', 'peer', 'name', 'inside0', 'netns', this.name];
    await runTool('ip', ['link', 'add', this.#hostInterface, ...cable]);
    await runTool('ip', ['addr', 'add', `${this.hostAddress}/30`, 'dev', this.#hostInterface]);
    await runTool('ip', ['link', 'set', this.#hostInterface, 'up']);
    await runTool('ip', ['-n', this.name, 'addr', 'add', `${this.address}/30`, 'dev', 'inside0']);
    await runTool('ip', ['-n', this.name, 'link', 'set', 'inside0', 'up']);
    await runTool('ip', ['-n', this.name, 'link', 'set', 'lo', 'up']);
    await this.#routeOut();
  }

  async #routeOut(): Promise<void> {
    await runTool('ip', ['-n', this.name, 'route', 'add', 'default', 'via', this.hostAddress]);
  }

  async #apply(side: 'host' | 'inside', rules: readonly string[]): Promise<void> {
    const nft = async (rule: string): Promise<string> => (side === 'host' ? runTool('nft', [rule]) : this.run('nft', [rule]));
    await nft(`add table inet ${this.#hostTable}`);
    await nft(`add chain inet ${this.#hostTable} arriving { type filter hook input priority 0; policy accept; }`);
    for (const rule of rules) await nft(`add rule inet ${this.#hostTable} arriving ${rule}`);
  }
}
