import { atLeast, demand, isSet, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Literal, Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { cluster, instance, ofSource } from "./databases.ts";

const plan = "aws:backup/plan:Plan";
const selection = "aws:backup/selection:Selection";
const vault = "aws:backup/vault:Vault";
const vaultLock = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";

/** What is to be backed up: how its ARN goes on behind the account, and which input names it. */
const stores: ReadonlyMap<string, readonly [service: string, kind: string, name: string]> = new Map([
  [instance, ["rds", "db:", "identifier"]],
  [cluster, ["rds", "cluster:", "clusterIdentifier"]],
  ["aws:ebs/volume:Volume", ["ec2", "volume/", ""]],
  ["aws:efs/fileSystem:FileSystem", ["elasticfilesystem", "file-system/", ""]],
]);

/** Days that a backup is kept at least: as those that the database makes itself. */
const leastDays = 7;

export const backupPlanCovers: StackRule = {
  id: "backup-plan-covers",
  severity: "high",
  level: "advisory",
  requirements: ["MT-090", "MC-011", "MC-023", "MC-090"],
  refs: { checkov: ["CKV2_AWS_8", "CKV2_AWS_9", "CKV2_AWS_18", "CKV_AWS_166"], fsbp: ["Backup.1"] },
  rationale: "Backups are in a vault of their own, so that they outlive the database and whoever may delete it.",
  fix: "Select each database and volume for a plan that backs up daily into a locked vault with a key of our own.",
  note: "Advisory since 2026-11-23: there are no backup plans yet beside RDS's own backups; operations brings them in step 6.",
  checkStack: (graph) => [
    ...graph.of(...stores.keys()).flatMap((store) => uncovered(graph, store)),
    ...graph.of(plan).flatMap(planFaults),
    ...graph.of(vault).flatMap((one) => vaultFaults(graph, one)),
  ],
};

function uncovered(graph: Graph, store: Node): StackFinding[] {
  const found = ofSource(store.reader, () =>
    graph.of(selection).some((one) => mayCover(graph, one, store))
      ? []
      : [{ path: "", message: "no backup plan selects it" }],
  );
  return found === "not-applicable" ? [] : found.map((finding) => ({ urn: store.urn, ...finding }));
}

/** Whether a selection has a store in it, by name, pattern or tag, and neither leaves it out again; or it may have. */
function mayCover(graph: Graph, one: Node, store: Node): boolean {
  const names = (input: string) =>
    graph.refers(one, input, store) || one.reader.literals(input).some(({ value }) => isPattern(value, store));
  const isTagged = one.reader.items("selectionTags").some((tag) => tagMay(graph, store, tag, (a, b) => a === b));
  return (names("resources") || isTagged) && !names("notResources") && conditionsMay(graph, one, store);
}

/** Whether an ARN, which may have `*` in its parts, is a store's; the account and region are taken to be. */
function isPattern(value: Literal["value"], { type, reader }: Node): boolean {
  if (value === "*") return true;
  const [service = "", kind = "", name = ""] = stores.get(type) ?? [];
  const parts = String(value).split(":");
  return isLike(parts[2] ?? "", service) && isLike(parts.slice(5).join(":"), kind + (text(reader, name) ?? ""));
}

/** Whether a text fits a pattern in which `*` stands for any part. */
function isLike(pattern: string, whole: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(whole);
}

const conditions: Readonly<Record<string, (tag: unknown, wanted: string) => boolean>> = {
  stringEquals: (tag, wanted) => tag === wanted,
  stringNotEquals: (tag, wanted) => tag !== wanted,
  stringLikes: (tag, wanted) => typeof tag === "string" && isLike(wanted, tag),
  stringNotLikes: (tag, wanted) => typeof tag !== "string" || !isLike(wanted, tag),
};

/** Whether a store's tags meet all of a selection's conditions, or may. */
function conditionsMay(graph: Graph, one: Node, store: Node): boolean {
  return one.reader
    .items("conditions")
    .every((block) =>
      Object.entries(conditions).every(([list, isMet]) =>
        block.items(list).every((condition) => tagMay(graph, store, condition, isMet)),
      ),
    );
}

/** Whether the tag that a block names is as it says, or may be. */
function tagMay(graph: Graph, store: Node, block: Reader, isMet: (tag: unknown, wanted: string) => boolean): boolean {
  const [key, wanted] = [text(block, "key"), text(block, "value")];
  if (key === undefined || wanted === undefined) return true;
  const name = JSON.stringify(key.replace(/^aws:ResourceTag\//, ""));
  const own = store.reader.get(`tags[${name}]`);
  if (!own.known) return true;
  if (own.value !== undefined) return isMet(own.value, wanted);
  // What a resource does not say, its provider may say for all.
  const provider = graph.of("pulumi:providers:aws").find(({ urn }) => urn === store.provider);
  const inherited = provider?.reader.json("defaultTags").get(`tags[${name}]`);
  return inherited?.known === false || isMet(inherited?.value, wanted);
}

function planFaults({ urn, reader }: Node): StackFinding[] {
  const path = "rules";
  const rules = reader.items(path);
  if (rules.length === 0 && !reader.get(path).known) return [];
  const isDaily = rules.map((rule) => rule.get("schedule")).some((time) => !time.known || everyDay(time.value));
  const message = `backups are not kept for ${leastDays} days`;
  return [
    ...(isDaily ? [] : [{ path, message: "no rule backs up every day" }]),
    ...rules.flatMap((rule) => demand(rule, "lifecycle.deleteAfter", atLeast(leastDays), message)),
  ].map((finding) => ({ urn, ...finding }));
}

/** Whether a schedule comes round every day; left out, AWS Backup takes one at 5 in the morning. */
function everyDay(schedule: unknown): boolean {
  if (schedule === undefined) return true;
  if (typeof schedule !== "string") return false;
  const [, , days, months, weekdays, years] = /^cron\((.*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
  return [days, weekdays].every((field) => field === "*" || field === "?") && months === "*" && years === "*";
}

function vaultFaults(graph: Graph, one: Node): StackFinding[] {
  const { urn, reader } = one;
  const key = demand(reader, "kmsKeyArn", isSet, "is encrypted under a key of AWS's");
  const locks = graph.referring(one, "backupVaultName", vaultLock);
  return [
    ...key,
    ...(locks.length > 0 ? [] : [{ path: "", message: "its backups can be deleted before their time" }]),
  ].map((finding) => ({ urn, ...finding }));
}
