import ts from "typescript";
import { expect, it } from "vitest";
import { isOptional, kindOf, textsOf } from "../../providers/generate/kind.ts";

function typeOf(text: string): ts.TypeNode {
  const [statement] = ts.createSourceFile("type.ts", `type T = ${text};`, ts.ScriptTarget.Latest).statements;
  if (statement === undefined || !ts.isTypeAliasDeclaration(statement)) throw new Error(`${text} is no type`);
  return statement.type;
}

it.each([
  ["string", "string"],
  ["pulumi.Input<number | undefined>", "number"],
  ["pulumi.Output<boolean>", "boolean"],
  ["pulumi.Input<pulumi.Input<string>[] | undefined>", { list: "string" }],
  ["pulumi.Input<{ [key: string]: pulumi.Input<string>; } | undefined>", { map: "string" }],
  ["pulumi.Output<{ [key: string]: outputs.core.v1.EnvVar[]; }>", { map: { list: { block: "aws:core.v1.EnvVar" } } }],
  ["pulumi.Input<pulumi.Input<inputs.lb.ListenerRuleAction>[]>", { list: { block: "aws:lb.ListenerRuleAction" } }],
  ["pulumi.Input<inputs.ProviderDefaultTags | undefined>", { block: "aws:ProviderDefaultTags" }],
  ['pulumi.Input<"apps/v1" | undefined>', "string"],
  ["pulumi.Input<string | enums.s3.CannedAcl | undefined>", "string"],
  ["pulumi.Input<enums.route53.RecordType>", "string"],
  ["pulumi.Input<string | Role>", "string"],
  ["pulumi.Input<number | string | undefined>", "any"],
  ["pulumi.Input<string | inputs.iam.PolicyDocument>", "any"],
  ["pulumi.Input<pulumi.asset.Archive | undefined>", "any"],
  ["pulumi.Input<pulumi.asset.Asset | pulumi.asset.Archive>", "any"],
  ["any", "any"],
  ["{ result: string }", "any"],
])("reads %s", (text, kind) => {
  expect(kindOf(typeOf(text), "aws")).toEqual(kind);
});

it("tells whether a value may be absent", () => {
  expect(isOptional(typeOf("pulumi.Output<string | undefined>"))).toBe(true);
  expect(isOptional(typeOf("string | undefined"))).toBe(true);
  expect(isOptional(typeOf("pulumi.Output<string>"))).toBe(false);
  expect(isOptional(typeOf("pulumi.Output<{ [key: string]: string | undefined }>"))).toBe(false);
});

it.each([
  ["pulumi.Input<enums.core.v1.Type | undefined>", false, ["A", "core.v1.Type"]],
  ["pulumi.Input<string | enums.core.v1.Type | undefined>", true, ["A", "core.v1.Type"]],
  ["pulumi.Input<string | enums.core.v1.Type | undefined>", false, undefined],
  ['pulumi.Input<"v1" | "v2" | undefined>', true, ["v1", "v2"]],
  ['pulumi.Input<"v1" | inputs.Block>', true, undefined],
  ["pulumi.Input<string | undefined>", true, undefined],
  ["pulumi.Input<number | string>", true, undefined],
  ["pulumi.Input<pulumi.Input<enums.core.v1.Type>[]>", false, undefined],
])("of %s, open %j, allows %j", (text, suggested, values) => {
  expect(textsOf(typeOf(text), suggested, (name) => ["A", name.join(".")])).toEqual(values);
});
