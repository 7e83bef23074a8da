import { type Color, colors } from "../systems/model/system.ts";
import { contains, overlappingPairs, type NamedRange } from "./cidr.ts";
import type { Draft } from "./draft.ts";
import { dotted, type Fault } from "./explain.ts";
import { firewallFaults } from "./firewall.ts";
import type { PlatformConfig, SystemConfig } from "./schema.ts";
import { storeFaults } from "./store-checks.ts";

/** What one field cannot tell alone. Judges whatever is there, so that its faults stand beside those of the shape. */
export function crossChecks(config: Draft<PlatformConfig>): Fault[] {
  return [
    ...rangeFaults(config),
    ...zoneFaults(config),
    ...clusterFaults(config),
    ...storeFaults(config),
    ...firewallFaults(config),
    ...domainFaults(config),
    ...Object.entries(config.systems ?? {}).flatMap(([name, system]) =>
      system === undefined ? [] : systemFaults(["systems", name], system, config.environment === "prod"),
    ),
    ...(config.systems !== undefined && Object.values(config.systems).every((system) => system === undefined)
      ? [{ path: ["systems"], message: "must name at least one system" }]
      : []),
  ];
}

function rangeFaults({ network, cluster }: Draft<PlatformConfig>): Fault[] {
  const named = (path: NamedRange["path"], cidr: string | undefined): NamedRange[] =>
    cidr === undefined ? [] : [{ path, cidr }];
  const subnets = (network?.zones ?? []).flatMap((zone, i) =>
    (["public", "private", "data"] as const).flatMap((tier) => named(["network", "zones", i, tier], zone?.[tier])),
  );
  const service = named(["cluster", "serviceCidr"], cluster?.serviceCidr);
  const vpc = named(["network", "cidr"], network?.cidr);
  const outside = vpc.flatMap(({ cidr }) => subnets.filter((subnet) => !contains(cidr, subnet.cidr)));
  return [
    ...outside.map(({ path, cidr }) => ({ path, message: `${cidr} lies outside network.cidr ${network?.cidr ?? ""}` })),
    ...[...overlappingPairs(subnets), ...overlappingPairs([...vpc, ...service])].map(([a, b]) => ({
      path: b.path,
      message: `${b.cidr} overlaps ${dotted(a.path)} ${a.cidr}`,
    })),
  ];
}

function zoneFaults({ network, region }: Draft<PlatformConfig>): Fault[] {
  const names = (network?.zones ?? []).map((zone) => zone?.name);
  return names.flatMap((name, i) => {
    if (name === undefined) return [];
    const path = ["network", "zones", i, "name"];
    const faults: Fault[] = [];
    if (region !== undefined && name.slice(0, -1) !== region) {
      faults.push({ path, message: `${name} is not a zone of ${region}` });
    }
    if (names.indexOf(name) < i) faults.push({ path, message: `${name} is listed twice` });
    return faults;
  });
}

/** A role has one access entry, so two lists that name it would claim the same resource. */
function clusterFaults({ cluster }: Draft<PlatformConfig>): Fault[] {
  const admins = new Set<string | undefined>(cluster?.admins ?? []);
  return (cluster?.viewers ?? []).flatMap((role, i) =>
    role !== undefined && admins.has(role)
      ? [{ path: ["cluster", "viewers", i], message: `${role} is already among cluster.admins, who see everything` }]
      : [],
  );
}

/** Two systems on one domain would claim the same hosts, certificate and cookies. */
function domainFaults({ systems }: Draft<PlatformConfig>): Fault[] {
  const owners = new Map<string, string>();
  return Object.entries(systems ?? {}).flatMap(([name, system]) => {
    if (system?.domain === undefined) return [];
    const owner = owners.get(system.domain);
    owners.set(system.domain, name);
    return owner === undefined ? [] : [{ path: ["systems", name, "domain"], message: `is already ${owner}'s domain` }];
  });
}

function systemFaults(path: readonly string[], system: Draft<SystemConfig>, digestsOnly: boolean): Fault[] {
  const faults: Fault[] = [];
  const add = (keys: readonly string[], message: string) => faults.push({ path: [...path, ...keys], message });
  const has = (color: Color) => system.colors?.[color] !== undefined;
  if (system.colors !== undefined && !colors.some(has)) add(["colors"], "must say what blue or green runs");
  const { blue, green } = system.weights ?? {};
  if (blue !== undefined && green !== undefined && blue + green !== 100) {
    add(["weights"], `blue ${blue} and green ${green} sum to ${blue + green}, not 100`);
  }
  for (const color of colors) {
    const weight = system.weights?.[color] ?? 0;
    if (weight > 0 && !has(color)) {
      add(["weights", color], `gives ${weight} % to ${color}, which has no images; add colors.${color} or say 0`);
    }
    for (const [service, image] of Object.entries(system.colors?.[color]?.images ?? {})) {
      if (digestsOnly && image !== undefined && !image.includes("sha256:")) {
        add(["colors", color, "images", service], `"${image}" is a tag, and tags can move; prod needs sha256:<digest>`);
      }
    }
  }
  if (system.workColor !== undefined && !has(system.workColor)) {
    add(["workColor"], `names ${system.workColor}, which has no images`);
  }
  if (system.dnssec === true && system.zoneId !== undefined) {
    add(["dnssec"], "signs only a zone declared here; the zone of zoneId is signed where it is declared");
  }
  for (const [service, replicas] of Object.entries(system.replicas ?? {})) {
    const { min, max } = replicas ?? {};
    if (min !== undefined && max !== undefined && max < min) {
      add(["replicas", service, "max"], `${max} is below min ${min}`);
    }
  }
  return faults;
}
