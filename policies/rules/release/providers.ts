import { demand, isSet, known, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";

export const providerPinned: StackRule = {
  id: "provider-pinned",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-018"],
  refs: {},
  rationale: "A provider that is told nothing works in whatever account and cluster the machine is signed in to.",
  fix: "Pass a provider that names its region, accounts and default tags, or its cluster's context.",
  checkStack: (graph) => {
    const allowed = allowedRegions(graph);
    return graph.of().flatMap((node) => {
      const findings: readonly Finding[] = [...providerFaults(node, allowed), ...resourceFaults(node, allowed)];
      return findings.map((finding): StackFinding => ({ urn: node.urn, ...finding }));
    });
  },
};

/** Packages that work in an account or a cluster. Others, such as `random`, have nothing to be told. */
const packages = ["aws", "aws-native", "kubernetes", "postgresql"];

/** AWS keeps what is global here, such as a CDN's certificate. */
const globalRegion = "us-east-1";
/** Those of the European Union that need no opting in, and Italy and Spain. */
const europe = ["eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2"];

/** The region that our own components say the stack is in; else the European ones. */
function allowedRegions(graph: Graph): ReadonlySet<unknown> {
  const own = graph.of("trading:release:BlueGreen").flatMap(({ reader }) => text(reader, "region") ?? []);
  return new Set([...(own.length === 0 ? europe : own), globalRegion]);
}

/** How the engine names a provider that nobody passed. */
function isDefault(urn: string | undefined): boolean {
  return urn === undefined || /^default(_|$)/.test(urn.split("::").at(-1) ?? "");
}

function providerFaults({ type, urn, reader }: Node, allowed: ReadonlySet<unknown>): readonly Finding[] {
  const [, of = ""] = /^pulumi:providers:(.+)$/.exec(type) ?? [];
  if (!packages.includes(of)) return [];
  if (isDefault(urn)) return [{ path: "", message: "is a default provider" }];
  if (of === "kubernetes") return clusterFaults(reader);
  return of.startsWith("aws") ? awsFaults(reader, allowed) : [];
}

function awsFaults(provider: Reader, allowed: ReadonlySet<unknown>): Finding[] {
  const hasSome = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length > 0;
  // The engine hands over what is no text as JSON.
  return [
    ...demand(provider, "region", (region) => allowed.has(region), "is no region of this stack"),
    ...demand(provider.json("allowedAccountIds"), "", hasSome, "names no account"),
    ...demand(provider.json("defaultTags"), "tags", hasSome, "names no tags"),
  ];
}

/** The contents of a kubeconfig say by themselves which cluster is meant; its path does not. */
function clusterFaults(provider: Reader): Finding[] {
  if (!known(provider, "context", (value) => !isSet(value)) || !known(provider, "kubeconfig", isOpen)) return [];
  return [{ path: "context", message: "takes the cluster that the machine has chosen" }];
}

function isOpen(kubeconfig: unknown): boolean {
  const said = typeof kubeconfig === "string" ? kubeconfig : JSON.stringify(kubeconfig ?? "");
  return !/["']?current-context["']?\s*:\s*["']?[\w:/@.-]/.test(said);
}

/** Kubernetes' own components, which are made of resources with providers. */
const components = /^kubernetes:(yaml|kustomize)[:/]|^kubernetes:helm\.sh\/v\d:Chart$/;

function resourceFaults({ type, reader, provider }: Node, allowed: ReadonlySet<unknown>): readonly Finding[] {
  const [of = ""] = type.split(":");
  if (!packages.includes(of) || components.test(type)) return [];
  const region =
    of === "aws" ? demand(reader, "region", (value) => isAllowed(value, allowed), "is no region of this stack") : [];
  return isDefault(provider) ? [{ path: "", message: "is made by a default provider" }, ...region] : region;
}

function isAllowed(region: unknown, allowed: ReadonlySet<unknown>): boolean {
  return region === undefined || allowed.has(region);
}
