import type { Resource } from "../../policies/resource.ts";

// Faults planted in one property of one resource.

/** A path with every index left open: `ingress[*].port`. */
export const pattern = (path: string) => path.replaceAll(/\[\d+\]/g, "[*]");

/** What people write instead, in haste or by an old example, by the last key of the path. */
const tempting: Readonly<Record<string, readonly unknown[]>> = {
  accessString: ["on ~* +@all"],
  acl: ["public-read"],
  add: [["SYS_ADMIN"]],
  cidrIpv4: ["0.0.0.0/0", "10.0.0.0/8"],
  data: [{ DB_PASSWORD: "Pa55word-in-plain-text" }],
  egress: [[{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]],
  engine: ["mysql"],
  env: [[{ name: "DB_PASSWORD", value: "Pa55word-in-plain-text" }]],
  ingress: [[{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]],
  ipProtocol: ["-1"],
  managedPolicyArns: [["arn:aws:iam::aws:policy/AdministratorAccess"]],
  origins: [["*"]],
  path: ["/"],
  policyArn: ["arn:aws:iam::aws:policy/AdministratorAccess"],
  port: [80],
  protocol: ["HTTP", "tcp"],
  protocolVersion: ["TLSv1"],
  referrerPolicy: ["unsafe-url"],
  rules: [[{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]],
  stringData: [{ password: "changeme" }],
  sysctls: [[{ name: "kernel.msgmax", value: "65536" }]],
  type: ["LoadBalancer", "no-password-required", "forward", "A"],
  volumes: [[{ name: "root", hostPath: { path: "/" } }]],
};

/** What a property could wrongly be. The first is its absence. */
export function wrongValues(path: string, value: unknown): unknown[] {
  const others: unknown[] =
    typeof value === "boolean"
      ? [!value]
      : typeof value === "number"
        ? [0, -1, value + 1, value * 1000, 1, 22]
        : Array.isArray(value)
          ? [[], [...(value as unknown[]), "*"], ["*"], value.slice(0, 1), value.slice(1)]
          : typeof value === "object" && value !== null
            ? [{}]
            : [true, false, 0, 100_000, 22];
  const texts = ["", "*", "0.0.0.0/0", "http://x.example", "disabled", "admin", "changeme"];
  const key = keysOf(path).at(-1) ?? "";
  return [
    undefined,
    ...(Object.hasOwn(tempting, key) ? (tempting[key] ?? []) : []),
    ...others,
    ...(typeof value === "string" || value === undefined ? texts : []),
  ];
}

/** The resource with another value at a path; undefined where the path leads nowhere, or to the same value. */
export function planted(resource: Resource, path: string, value: unknown): Resource | undefined {
  const inputs = changed(resource.inputs, keysOf(path), value);
  return JSON.stringify(inputs) === JSON.stringify(resource.inputs) ? undefined : { ...resource, inputs };
}

function changed(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof whole === "string") {
    const parsed = json(whole);
    return parsed === undefined ? whole : JSON.stringify(changed(parsed, [key, ...rest], value));
  }
  if (Array.isArray(whole)) {
    const list: readonly unknown[] = whole;
    const items = list.map((item, i) => (String(i) === key ? changed(item, rest, value) : item));
    return items.filter((item) => item !== undefined);
  }
  const block = typeof whole === "object" && whole !== null ? (whole as Record<string, unknown>) : {};
  const { [key]: old, ...others } = block;
  const now = changed(old, rest, value);
  return now === undefined ? others : { ...others, [key]: now };
}

function json(text: string): unknown {
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === "object" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The value at a path, through JSON text too. */
export function valueAt(whole: unknown, path: string): unknown {
  return keysOf(path).reduce<unknown>((value, key) => {
    const block = typeof value === "string" ? json(value) : value;
    return typeof block === "object" && block !== null ? (block as Record<string, unknown>)[key] : undefined;
  }, whole);
}

function keysOf(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|[^.[\]]+/g)].map(([whole, quoted]) =>
    quoted === undefined ? whole : (JSON.parse(`"${quoted}"`) as string),
  );
}
