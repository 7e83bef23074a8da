import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { afterAll, describe, expect, inject, test } from "vitest";
import { up } from "../../engine/operations.ts";
import { Recorder } from "../../engine/record.ts";
import { isObject, isSecret, texts, type Value } from "../../simulator/wire.ts";
import { runFile } from "../cli.ts";
import { releaseOf } from "./release-of.ts";
import { stacks } from "./stacks.ts";
import { broughtUp, Log, logged, simulation } from "./stage.ts";

const noCli = inject("noCli");

/** Every text that is marked as secret, as a program, a cloud or an exported state holds it. */
function secretsIn(value: Value): string[] {
  if (isSecret(value)) {
    const { plaintext } = value;
    const held = typeof plaintext === "string" ? (JSON.parse(plaintext) as Value) : value;
    return texts(held).map(({ text }) => text);
  }
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  return isObject(value) ? Object.values(value).flatMap(secretsIn) : [];
}

/** What stands beside a key or a password in one Secret, and is for everybody to see: certificates, and who signs in. */
const shownAnyway = /^-----BEGIN CERTIFICATE-----|^[a-z0-9]+_migration$/;

/** Those of them that are too long to be found by chance. */
function valuesIn(value: Value): string[] {
  return [...new Set(secretsIn(value).filter((text) => text.length >= 16 && !shownAnyway.test(text)))];
}

/** A value as it is, in JSON, in base64 of both alphabets, and in a URL. */
function forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const encoded = [bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), ...encoded];
}

/** Which of the values a text holds, by number, so that a failure does not tell them either. */
function found(values: readonly string[], text: string): number[] {
  return values.flatMap((value, i) => (forms(value).some((form) => text.includes(form)) ? [i] : []));
}

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

// Listener rules change, which hold the test token, and green's Kubernetes Secrets are new where there was no green.
const overrides = [releaseOf("green", "1.6.0"), "systems.mycrypto.weights={blue: 50, green: 50}"];

describe.skipIf(noCli !== "").for(stacks)(`the secrets of %s${noCli}`, (stack) => {
  const folder = noCli === "" ? broughtUp(stack, afterAll) : "";
  const open = () => simulation({ stack, folder, overrides });
  let values: string[] = [];

  test("are many, and a search finds each where it must be", async () => {
    const { session, cloud } = await open();
    const deployment = (await session.stack.exportStack()).deployment as Value;
    const given = valuesIn(cloud.all().flatMap(({ inputs, outputs }) => [inputs, outputs]));
    expect(given.length).toBeGreaterThanOrEqual(9);
    // The state holds them in hexadecimal and as a hash, too.
    values = [...new Set([...given, ...valuesIn(deployment)])];
    expect(values.length).toBeGreaterThan(given.length);
    const generated = cloud.all().filter(({ type }) => /^random:index\/random(Bytes|Password):/.test(type));
    for (const { outputs } of generated) {
      const { result, base64 } = outputs;
      expect(secretsIn([result ?? base64 ?? null]).filter((text) => values.includes(text))).toHaveLength(1);
    }
    expect(found(given, readFileSync(join(folder, "cloud.jsonl"), "utf8"))).toEqual([...given.keys()]);
    for (const [i] of forms("").entries()) {
      expect(found(values, values.map((value) => forms(value)[i]).join("\n"))).toEqual([...values.keys()]);
    }
  });

  test("are in no event, no output and no plan of a preview", async () => {
    const plan = join(folder, "plan.json");
    const { session } = await open();
    const said = listener();
    await session.stack.preview({ ...said, policyPacks: [...session.options.policyPacks], diff: true, plan });
    for (const text of [said.events(), said.recorded(), readFileSync(plan, "utf8")]) {
      expect(text).toMatch(/aws:lb\/listenerRule:ListenerRule/);
      expect(found(values, text)).toEqual([]);
    }
    expect(found(values, said.log.text)).toEqual([]);
  });

  test("are not in the document of a preview", async () => {
    const args = ["preview", "--json", "--stack", stack, "--folder", folder];
    const { stdout, stderr } = await runFile("engine/simulate.ts", args);
    expect(JSON.parse(stdout)).toMatchObject({ stack, operation: "preview", ok: true });
    expect(found(values, stdout + stderr)).toEqual([]);
  });

  test("are not in what a failed update says, nor in its state", async () => {
    const { session, faults } = await open();
    faults.add({ kind: "fail", on: "update", type: "aws:lb/listenerRule:ListenerRule", nth: 1 });
    const log = new Log();
    const error: unknown = await up(session, logged(log)).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(/the update failed/);
    const record = JSON.stringify(error);
    expect(record).toMatch(/aws:lb\/listenerRule:ListenerRule/);
    expect(found(values, [String(error), record, log.text, ...log.notes].join("\n"))).toEqual([]);
    for (const file of filesIn(join(folder, "state"))) expect(found(values, readFileSync(file, "utf8"))).toEqual([]);
  });

  test("are in no event and no output of an update", async () => {
    const { session } = await open();
    const said = listener();
    await session.stack.up({ ...said, policyPacks: [...session.options.policyPacks], diff: true });
    for (const text of [said.events(), said.recorded()]) {
      expect(text).toMatch(/"op":"update"/);
      expect(found(values, text)).toEqual([]);
    }
    expect(found(values, said.log.text)).toEqual([]);
  });

  test("are in no file of the state, of its history or of its backups", async () => {
    const { session } = await open();
    const files = filesIn(join(folder, "state"));
    for (const kind of ["stacks", "history", "backups"]) {
      expect(files.filter((file) => file.includes(`/${kind}/`))).not.toEqual([]);
    }
    // Those of what has been made since then, too.
    const deployment = (await session.stack.exportStack()).deployment as Value;
    const every = [...new Set([...values, ...valuesIn(deployment)])];
    for (const file of files) {
      expect({ file, found: found(every, readFileSync(file, "utf8")) }).toEqual({ file, found: [] });
    }
  });
});

/**
 * Listens to a run. The SDK tells the engine what it registers, secrets unwrapped, in diagnostics of severity debug: they
 * are events whatever was asked for, and nothing that we show or keep may come from them.
 */
function listener() {
  const log = new Log();
  const recorder = new Recorder();
  const events: EngineEvent[] = [];
  return {
    log,
    events: () => JSON.stringify(events),
    recorded: () => JSON.stringify(recorder.record),
    onEvent: (event: EngineEvent) => {
      recorder.onEvent(event);
      // A severity that the SDK's own type does not know.
      const severity: string | undefined = event.diagnosticEvent?.severity;
      if (severity !== "debug") events.push(event);
    },
    onOutput: log.engine,
    onError: log.engine,
    color: "never" as const,
  };
}
