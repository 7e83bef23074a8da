import { expect, it } from "vitest";
import { previewDocument } from "../../preview/document.ts";
import { renderPreview, shortType, type Style, systemOf } from "../../preview/tree.ts";
import { secret, unknown } from "../../simulator/wire.ts";
import { nothingFound, registration, stack } from "./registration.ts";

const plain: Style = (_, text) => text;
const marked: Style = (format, text) => `<${format}>${text}</>`;

const network = registration("trading:foundation:Network", "net", stack);
const shop = registration("trading:release:BlueGreen", "shop", stack);
const blue = registration("trading:release:Color", "shop-blue", shop);
const registrations = [
  stack,
  registration("pulumi:providers:aws", "aws", stack),
  network,
  registration("aws:ec2/vpc:Vpc", "net", network, { protect: true }),
  registration("aws:ec2/subnet:Subnet", "net-b", network),
  registration("aws:ec2/subnet:Subnet", "net-a", network),
  shop,
  registration("random:index/randomPassword:RandomPassword", "shop-token", shop, { protect: true }),
  registration("kubernetes:apps/v1:Deployment", "shop-blue-api", blue),
  registration("kubernetes:core/v1:Secret", "shop-blue-jwt", blue, { inputs: { stringData: secret({ value: "x" }) } }),
  blue,
];
const outputs = {
  endpoints: { shop: { web: "https://shop.example", nameServers: unknown } },
  release: {
    shop: {
      steps: [{ weight: 10 }, { weight: 100, hold: { seconds: { least: 1 } } }],
      arns: [unknown, "x"],
      none: null,
      empty: {},
      list: [],
      token: secret("hidden"),
      on: true,
    },
  },
};
const timings = { startMs: 500, programMs: 1234, policiesMs: 56, totalMs: 1734, maxRssMiB: 300 };
const document = previewDocument("test", {}, { registrations, outputs }, nothingFound, timings);

it("begins with the foundation, whatever the alphabet says", () => {
  const floors = ["release:Color", "data:Secrets", "edge:Dns", "foundation:Keys"];
  const components = floors.map((type) => registration(`trading:${type}`, "x", stack));
  const drawn = previewDocument(
    "test",
    {},
    { registrations: [stack, ...components], outputs: {} },
    nothingFound,
    timings,
  );
  const lines = renderPreview(drawn, "findings", plain).split("\n");
  expect(lines.slice(2, 6).map((line) => line.slice(3).split(" ")[0])).toEqual(["Keys", "Dns", "Secrets", "Color"]);
});

it("draws components with their counts, then resources; outputs; totals; the time", () => {
  expect(renderPreview(document, "findings", plain).split("\n")).toEqual([
    "trading-platform, stack test: offline preview, no cloud was asked",
    "",
    "├─ Network net 3 resources",
    "│  ├─ aws:ec2:Subnet net-a",
    "│  ├─ aws:ec2:Subnet net-b",
    "│  └─ aws:ec2:Vpc net protected",
    "├─ BlueGreen shop 3 resources",
    "│  ├─ Color shop-blue 2 resources",
    "│  │  ├─ kubernetes:apps/v1:Deployment shop-blue-api",
    "│  │  └─ kubernetes:core/v1:Secret shop-blue-jwt secret",
    "│  └─ random:index:RandomPassword shop-token protected",
    "└─ pulumi:providers:aws aws",
    "",
    "Outputs",
    "  endpoints: { shop: { nameServers: unknown, web: https://shop.example } }",
    "  release:",
    "    shop:",
    "      arns: [unknown, x]",
    "      empty: {}",
    "      list: []",
    "      none: null",
    "      on: true",
    "      steps:",
    "        - { weight: 10 }",
    "        -",
    "          hold: { seconds: { least: 1 } }",
    "          weight: 100",
    "      token: [secret]",
    "",
    "Resources by type",
    "      2  aws:ec2:Subnet",
    "      1  aws:ec2:Vpc",
    "      1  kubernetes:apps/v1:Deployment",
    "      1  kubernetes:core/v1:Secret",
    "      1  pulumi:providers:aws",
    "      1  random:index:RandomPassword",
    "",
    "Resources by system",
    "      4  platform",
    "      3  shop",
    "",
    "7 resources in 3 components",
    "",
    "findings",
    "",
    "1.73 s, of which program 1.23 s, policies 0.06 s",
  ]);
});

it("marks up for a terminal what is worth it", () => {
  const text = renderPreview(document, "findings", marked);
  expect(text).toContain("<dim>├─ </><bold>Network</> <cyan>net</> <dim>3 resources</>");
  expect(text).toContain("aws:ec2:Vpc <cyan>net</> <green>protected</>");
  expect(text).toContain("kubernetes:core/v1:Secret <cyan>shop-blue-jwt</> <yellow>secret</>");
  expect(text).toContain("arns: [<dim>unknown</>, x]");
});

it("breaks what is too long for a line", () => {
  const long = { names: ["a".repeat(60), "b".repeat(60)] };
  const text = renderPreview(
    previewDocument("test", {}, { registrations, outputs: long }, nothingFound, timings),
    "findings",
    plain,
  );
  expect(text).toContain(`  names:\n    - ${"a".repeat(60)}\n    - ${"b".repeat(60)}\n`);
});

it.each([
  ["aws:ec2/vpc:Vpc", "aws:ec2:Vpc"],
  ["tls:index/privateKey:PrivateKey", "tls:index:PrivateKey"],
  ["postgresql:index/role:Role", "postgresql:index:Role"],
  ["kubernetes:core/v1:Secret", "kubernetes:core/v1:Secret"],
  ["trading:data:Secrets", "trading:data:Secrets"],
])("shortens %s to %s", (type, short) => {
  expect(shortType(type)).toBe(short);
});

it("gives a resource to the system whose component it stands under", () => {
  const byUrn = new Map(document.resources.map((resource) => [resource.urn, resource]));
  const owners = document.resources.map((resource) => [resource.name, systemOf(resource, byUrn, ["shop"])]);
  expect(Object.fromEntries(owners)).toMatchObject({ "shop-blue-api": "shop", shop: "shop", aws: "platform" });
  expect(document.resources.every((resource) => systemOf(resource, byUrn, []) === "platform")).toBe(true);
});
