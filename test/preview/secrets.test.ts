import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { previewDocument } from "../../preview/document.ts";
import { manifests } from "../../preview/manifests.ts";
import { nothingFound } from "./registration.ts";
import { renderPreview } from "../../preview/tree.ts";
import { created } from "../../simulator/answers/resources.ts";
import type { Run } from "../../simulator/run.ts";
import { plain, secretPaths, shown, texts, type Value } from "../../simulator/wire.ts";
import { type Finished, runFile } from "../cli.ts";
import { runWhole } from "../whole-program.ts";

const place = { account: "111122223333", region: "eu-central-1", tags: {}, nonce: "" };
const folder = mkdtempSync(join(tmpdir(), "rendered-"));
const out = join(folder, "prod");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let update: Run;
let rendered: Finished;
/** Every value that a simulated update generates, in the forms in which it could get out. */
let planted: string[];

beforeAll(async () => {
  const [run, cli] = await Promise.all([
    runWhole({ stack: "prod", mode: "update" }),
    runFile("preview/render.ts", ["--stack", "prod", "--out", out]),
  ]);
  [update, rendered] = [run, cli];
  const forms = update.registrations
    .filter(({ type }) => type.startsWith("random:"))
    .flatMap(({ checked, ...rest }) => Object.values(created({ ...rest, inputs: checked, ...place }).outputs))
    .filter((value) => typeof value === "string" && value !== "")
    .map(String)
    .flatMap((value) => [value, Buffer.from(value).toString("base64"), encodeURIComponent(value)]);
  // Keys are another in each run, and a line of one is told from all else.
  const keys = update.registrations
    .filter(({ type }) => type.startsWith("tls:"))
    .flatMap(({ inputs }) => (plain(inputs["privateKeyPem"] ?? "") as string).split("\n")[1] ?? []);
  planted = [...new Set([...forms, ...keys])];
}, 120_000);

/** Planted values that occur in a text. */
const leaked = (text: string) => planted.filter((value) => text.includes(value));

it("plants what the program really uses", () => {
  const stored = update.registrations
    .filter(({ type }) => type === "aws:secretsmanager/secretVersion:SecretVersion")
    .map(({ inputs }) => JSON.stringify(plain(inputs["secretString"] ?? null)));
  // Two keys, two tokens, the CDN's proof, the database master and four roles, two of Redis and one of RabbitMQ.
  expect(stored).toHaveLength(13);
  expect(new Set(stored).size).toBe(13);
  for (const value of stored) expect(leaked(value)).toHaveLength(1);
});

it("marks as secret every input that holds a planted value", () => {
  const holding: string[] = [];
  for (const { type, inputs } of update.registrations) {
    const places = texts(inputs).filter(({ text }) => leaked(text).length > 0);
    if (places.length > 0) holding.push(type);
    const secret = secretPaths(inputs);
    for (const { path } of places) expect(secret.filter((within) => path.startsWith(within))).toHaveLength(1);
    expect(leaked(JSON.stringify(shown(inputs)))).toEqual([]);
  }
  expect(
    Object.fromEntries([...Map.groupBy(holding, (type) => type)].map(([type, all]) => [type, all.length])),
  ).toEqual({
    // Two colors with five and three secrets and connections that hold a password, and four certificates.
    "kubernetes:core/v1:Secret": 24,
    // Two authorities.
    "tls:index/selfSignedCert:SelfSignedCert": 2,
    "tls:index/certRequest:CertRequest": 8,
    "tls:index/locallySignedCert:LocallySignedCert": 8,
    "aws:secretsmanager/secretVersion:SecretVersion": 13,
    "aws:cloudfront/distribution:Distribution": 2,
    // The load balancer's.
    "aws:wafv2/webAcl:WebAcl": 1,
    // Five routes with a test rule.
    "aws:lb/listenerRule:ListenerRule": 5,
    "aws:rds/instance:Instance": 1,
    "pulumi:providers:postgresql": 1,
    "postgresql:index/role:Role": 4,
    // In use, and switched off.
    "aws:elasticache/user:User": 4,
    "aws:mq/broker:Broker": 1,
  });
});

it("has no secret in the stack's outputs, marked or not", () => {
  expect(secretPaths(update.outputs)).toEqual([]);
  expect(leaked(JSON.stringify(update.outputs))).toEqual([]);
});

it("passes none on to a name or another part of a registration", () => {
  const rest = update.registrations.map(({ inputs, checked, ...facts }) => ({
    ...facts,
    keys: [...Object.keys(inputs), ...Object.keys(checked)],
  }));
  expect(leaked(JSON.stringify(rest))).toEqual([]);
});

it("shows none in the document, the tree or the manifests of an update", () => {
  const timings = { startMs: 0, programMs: 0, policiesMs: 0, totalMs: 0, maxRssMiB: 0 };
  const document = previewDocument("prod", {}, update, nothingFound, timings);
  expect(leaked(JSON.stringify(document))).toEqual([]);
  expect(leaked(renderPreview(document, "", styleText))).toEqual([]);
  expect(leaked(JSON.stringify(manifests(update.registrations)))).toEqual([]);
  const marked = document.resources.flatMap(({ secrets }) => secrets);
  expect(marked).toHaveLength(74);
});

it("writes none to rendered files or to the terminal", () => {
  expect(rendered).toEqual({ status: 0, stdout: `162 objects of stack prod in ${out}\n`, stderr: "" });
  const files = readdirSync(out);
  expect(files).toHaveLength(162);
  const all = files.map((file) => readFileSync(join(out, file), "utf8")).join("\n");
  expect(leaked(all)).toEqual([]);
  expect(all.split("[secret]")).toHaveLength(44 + 1);
});

it("would notice: the planted values are in the raw registrations", () => {
  const raw: Value[] = update.registrations.map(({ inputs }) => inputs);
  // The thirteen that are stored, those of Redis's two switched-off users and ten private keys, and none in another form.
  expect(leaked(JSON.stringify(raw))).toHaveLength(25);
});
