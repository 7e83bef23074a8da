import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { accessEntryName } from "../../components/foundation/access-entry.ts";
import { endpointAccess } from "../../components/foundation/endpoint-access.ts";
import { kubeconfig } from "../../components/foundation/kubeconfig.ts";

const region = "eu-central-1";
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

describe("accessEntryName", () => {
  it.each([
    ["arn:aws:iam::111122223333:role/platform-admin", /^platform-admin-[0-9a-f]{6}$/],
    ["arn:aws:iam::111122223333:role/teams/core/platform-admin", /^platform-admin-[0-9a-f]{6}$/],
    ["arn:aws:iam::111122223333:user/break.glass@example", /^break\.glass@example-[0-9a-f]{6}$/],
  ])("names %s", (arn, name) => {
    expect(accessEntryName(arn)).toMatch(name);
  });

  it("never changes and tells apart roles of one name", () => {
    expect(accessEntryName(role("admin"))).toBe(accessEntryName(role("admin")));
    expect(accessEntryName(role("team/admin"))).not.toBe(accessEntryName(role("admin")));
  });
});

describe("endpointAccess", () => {
  it("is private without ranges and names them otherwise", () => {
    expect(endpointAccess([])).toEqual({ endpointPrivateAccess: true, endpointPublicAccess: false });
    const open = { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] };
    expect(endpointAccess(["203.0.113.0/24"])).toEqual(open);
  });
});

describe("kubeconfig", () => {
  it("asks the AWS CLI for a token and holds none", () => {
    const text = kubeconfig({ clusterName: "trading", endpoint: "https://api.example", caData: "Q0E=", region });
    expect(parse(text)).toEqual({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "trading", cluster: { server: "https://api.example", "certificate-authority-data": "Q0E=" } }],
      contexts: [{ name: "trading", context: { cluster: "trading", user: "trading" } }],
      "current-context": "trading",
      users: [
        {
          name: "trading",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "aws",
              args: ["eks", "get-token", "--cluster-name", "trading", "--region", region, "--output", "json"],
              interactiveMode: "Never",
            },
          },
        },
      ],
    });
  });
});
