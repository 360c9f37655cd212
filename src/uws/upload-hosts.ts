import { BlockList, isIP } from "node:net";

/** Networks that are not the public Internet (RFC 6890), and what leads into them. */
const PRIVATE: readonly string[] = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/127", "64:ff9b::/96", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8"],
];

/** A URL says nothing of the port that its scheme has anyway. */
const usualPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

interface Name {
  /** `example.org`, or `.example.org` for all names below it. */
  readonly name: string;
  /** Empty: the one that belongs to the scheme. */
  readonly port: string;
}

/**
 * Where uploads may be fetched from. A name says nothing of where it leads, so an address that is not public counts only
 * where it, or its network, is listed itself.
 */
export class UploadHosts {
  readonly #names: readonly Name[];
  readonly #networks = new BlockList();
  /** Addresses listed by themselves, whatever their port. */
  readonly #addresses = new BlockList();
  readonly #private = new BlockList();

  /** @param listed `archive.example.org`, `*.example.org`, `name:8080`, `10.1.2.3`, `[::1]:8080`, `10.0.0.0/8` */
  constructor(listed: readonly string[]) {
    for (const network of PRIVATE) addTo(this.#private, network);
    this.#names = listed.filter((entry) => !entry.includes("/")).map(readName);
    for (const network of listed.filter((entry) => entry.includes("/"))) addTo(this.#networks, network);
    for (const { name } of this.#names) if (isIP(name) !== 0) addTo(this.#addresses, name);
  }

  /** Whether the host of an address is one of those listed. */
  allows({ protocol, hostname, port }: URL): boolean {
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    if (isIP(host) !== 0 && port === "" && this.#networks.check(host, familyOf(host))) return true;
    return this.#names.some(({ name, port: wanted }) => {
      const isNamed = name.startsWith(".") ? host.endsWith(name) : host === name;
      return isNamed && (wanted === port || (port === "" && wanted === usualPorts[protocol]));
    });
  }

  /** Whether an address that a name has led to, or that stands for itself, may be connected to. */
  mayReach(address: string): boolean {
    const isIn = (list: BlockList): boolean => list.check(address, familyOf(address));
    return isIn(this.#addresses) || isIn(this.#networks) || !isIn(this.#private);
  }
}

function readName(entry: string): Name {
  const [, bracketed, plain = "", port = ""] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  return { name: bracketed ?? plain.replace(/^\*\./, "."), port };
}

function addTo(list: BlockList, network: string): void {
  const [address = "", bits] = network.split("/");
  if (bits === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(bits), familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
