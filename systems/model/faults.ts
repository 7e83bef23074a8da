import { migrationImage } from "./images.ts";
import { plainPath } from "./paths.ts";
import type { Service, System } from "./system.ts";
import { storeFaults } from "./store-faults.ts";

/** What is wrong with a system's description, one sentence each; empty when nothing is. */
export function systemFaults(system: System): string[] {
  return [
    ...shapeFaults(system),
    ...referenceFaults(system),
    ...storeFaults(system),
    ...migrationFaults(system),
    ...canaryFaults(system),
    ...clientFaults(system),
  ];
}

function shapeFaults(system: System): string[] {
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9]{1,9}$/.test(system.name)) {
    faults.push(`name "${system.name}" must be 2 to 10 lower-case letters and digits`);
  }
  if (!Number.isInteger(system.rulePriority) || system.rulePriority < 1 || system.rulePriority > 49_900) {
    faults.push(`rulePriority ${system.rulePriority} must be a whole number from 1 to 49900`);
  }
  const { web, api, test } = system.hosts;
  if (test === web || test === api) faults.push(`hosts: the test host "${test}" must differ from the others`);
  const routes = system.services.flatMap((service) => service.routes);
  for (const [i, { name, order }] of routes.entries()) {
    if (!Number.isInteger(order) || order < 1 || order > 49) faults.push(`route "${name}": order must be 1 to 49`);
    const twin = routes.slice(0, i).find((other) => other.name === name || other.order === order);
    if (twin !== undefined) faults.push(`route "${name}" has the name or order of "${twin.name}"`);
  }
  for (const service of system.services) {
    if (!/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/.test(service.name)) {
      faults.push(`service "${service.name}" must be a Kubernetes name of 2 to 20 characters`);
    }
    if (service.name === migrationImage) faults.push(`service "${service.name}" has the name of the migrations' image`);
    if (service.replicas.min < 1 || service.replicas.max < service.replicas.min) {
      faults.push(`service "${service.name}": replicas need 1 <= min <= max`);
    }
  }
  for (const [i, { action, paths }] of system.limits.entries()) {
    if (system.limits.findIndex((other) => other.action === action) < i)
      faults.push(`limits: ${action} is listed twice`);
    for (const path of paths) {
      if (!plainPath.test(path)) faults.push(`limit "${action}": "${path}" must be a plain path`);
    }
  }
  for (const secret of system.secrets) {
    const least = secret.kind === "key" ? 32 : 24;
    if (secret.length < least) faults.push(`secret "${secret.name}": length ${secret.length} is below ${least}`);
  }
  return faults;
}

function referenceFaults(system: System): string[] {
  const secrets = new Set(system.secrets.map((secret) => secret.name));
  const sources = new Set([...system.queues, ...system.topics.map((topic) => topic.name)]);
  return system.services.flatMap((service) => [
    ...Object.entries(service.env)
      .filter(([, value]) => typeof value === "object" && "secret" in value && !secrets.has(value.secret))
      .map(([key]) => `service "${service.name}": ${key} names a secret that the system does not list`),
    ...unknownSources(service, sources),
  ]);
}

/** A feed from outside is a URL and needs no queue of ours. */
function unknownSources(service: Service, known: ReadonlySet<string>): string[] {
  return (service.work?.sources ?? [])
    .filter((source) => !source.includes("://") && !known.has(source))
    .map((source) => `service "${service.name}": work reads "${source}", which is no topic or queue of the system`);
}

/** Order is by number and strictly rising; a gap such as 009 is allowed because the list itself declares it (G1). */
function migrationFaults(system: System): string[] {
  const faults: string[] = [];
  let last = 0;
  for (const { name } of system.migrations) {
    const number = Number(/^(\d{3})-[a-z0-9-]+$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) faults.push(`migration "${name}" must look like 001-name`);
    else if (number <= last) faults.push(`migration "${name}" stands after number ${last}`);
    else last = number;
  }
  return faults;
}

function canaryFaults(system: System): string[] {
  const weights = system.canary.map((step) => step.weight);
  const rising = weights.every((weight, i) => Number.isInteger(weight) && weight > (weights[i - 1] ?? 0));
  if (!rising || weights.at(-1) !== 100) return ["canary weights must be whole, rise strictly and end at 100"];
  // Past the half the preview color would be the live one in the middle of its own canary.
  const between = weights.filter((weight) => weight > 50 && weight < 100);
  if (between.length > 0) return [`canary weights ${between.join(", ")} lie between 50 and 100; go from 50 to 100`];
  return system.canary
    .filter((step) => step.holdSeconds < 60)
    .map((step) => `canary step ${step.weight} holds ${step.holdSeconds} s; at least 60 s can be judged`);
}

/** Clients speak TLS alone, with this system's own API and nothing of a development machine (MT-016, MT-017). */
function clientFaults({ clientConfig }: System): string[] {
  return Object.entries(clientConfig).flatMap(([key, value]) => {
    const origin = `${key === "WS_BASE_URL" ? "wss" : "https"}://{api}`;
    // What follows the host would else belong to its name, or be a port.
    if (value === origin || value.startsWith(`${origin}/`)) return [];
    return [`clientConfig: ${key} "${value}" must begin with ${origin}, alone or with a path`];
  });
}
