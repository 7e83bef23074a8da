import { reservedVariables } from "./connections.ts";
import { servingEnvironment } from "./serving.ts";
import type { Service, System } from "./system.ts";

/** What is wrong with a system's stores and with what its services make of them, one sentence each. */
export function storeFaults(system: System): string[] {
  const { stores, topics, queues, extensions = [], emailSender } = system;
  const faults = system.services.flatMap((service) => useFaults(service, system));
  const twice = stores.filter((store, i) => stores.indexOf(store) < i);
  faults.push(...twice.map((store) => `stores: ${store} is listed twice`));
  if (topics.length > 0 && !stores.includes("kafka")) faults.push("topics need the store kafka");
  if (queues.length > 0 && !stores.includes("rabbitmq")) faults.push("queues need the store rabbitmq");
  if (system.migrations.length > 0 && !stores.includes("postgres")) faults.push("migrations need the store postgres");
  if (extensions.length > 0 && !stores.includes("postgres")) faults.push("extensions need the store postgres");
  for (const [i, { name, partitions }] of topics.entries()) {
    if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(name))
      faults.push(`topic "${name}" must be lower-case letters, digits, dashes`);
    if (topics.findIndex((other) => other.name === name) < i) faults.push(`topic "${name}" is listed twice`);
    if (!Number.isInteger(partitions) || partitions < 1 || partitions > 1000) {
      faults.push(`topic "${name}": partitions ${partitions} must be a whole number from 1 to 1000`);
    }
  }
  for (const extension of extensions) {
    if (!/^[a-z][a-z0-9_-]*$/.test(extension)) faults.push(`extension "${extension}" is no name of an extension`);
  }
  if (emailSender !== undefined && !/^[a-z0-9]+(-+[a-z0-9]+|\.[a-z0-9]+)*$/.test(emailSender)) {
    faults.push(`emailSender "${emailSender}" must be the part of an address before the @, in lower case`);
  }
  return faults;
}

function useFaults(service: Service, system: System): string[] {
  const { name, uses, topics } = service;
  const known = new Set(system.topics.map((topic) => topic.name));
  const there: readonly string[] = system.emailSender === undefined ? system.stores : [...system.stores, "email"];
  const faults = uses
    .filter((need) => !there.includes(need))
    .map((need) =>
      need === "email"
        ? `service "${name}" sends e-mail, but the system has no emailSender`
        : `service "${name}" uses ${need}, which the system does not list`,
    );
  const named = topics === undefined ? [] : [...topics.reads, ...topics.writes];
  const unknown = [...new Set(named)].filter((topic) => !known.has(topic));
  faults.push(...unknown.map((topic) => `service "${name}": "${topic}" is no topic of the system`));
  if (uses.includes("kafka") !== named.length > 0) {
    faults.push(`service "${name}" must say both: that it uses kafka, and which topics`);
  }
  const serving = Object.keys(servingEnvironment(service, system.connections));
  const reserved = new Set([...reservedVariables(service, system.connections), ...serving]);
  const taken = Object.keys(service.env).filter((variable) => reserved.has(variable));
  faults.push(...taken.map((variable) => `service "${name}": ${variable} is set by the platform; leave it out of env`));
  return faults;
}
