import * as aws from "@pulumi/aws";
import { expect, it } from "vitest";
import { PodIdentity } from "../../components/foundation/pod-identity.ts";
import { counts, deploy } from "../harness.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const clusterArn = `arn:aws:eks:${region}:${accountId}:cluster/trading`;
const statement = { Effect: "Allow", Action: "ses:SendEmail", Resource: "*" };
const send = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

const identity = (policies: Record<string, string> = { send }) =>
  deploy(() => {
    const providers = [new aws.Provider("aws", { region, allowedAccountIds: [accountId] })];
    const namespaces = ["mycrypto-blue", "mycrypto-green"];
    const args = { clusterName: "trading", clusterArn, accountId, namespaces, serviceAccount: "mail-worker", policies };
    const { roleArn } = new PodIdentity("mail", args, { providers });
    return { roleArn };
  });

it("declares one role and an association per namespace", async () => {
  const { resources, outputs } = await identity();
  expect(counts(resources)).toEqual({
    "aws:eks:PodIdentityAssociation": 2,
    "aws:iam:Role": 1,
    "aws:iam:RolePolicy": 1,
    "pulumi:providers:aws": 1,
    "trading:foundation:PodIdentity": 1,
  });
  const children = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(new Set(children.map(({ parent }) => parent?.split("::").at(-1)))).toEqual(new Set(["mail"]));
  expect(outputs["roleArn"]).toBe("arn:aws:iam::111122223333:role/mail");
});

it("needs no policy", async () => {
  const { all } = await identity({});
  expect(all("aws:iam:RolePolicy")).toEqual([]);
  expect(all("aws:eks:PodIdentityAssociation")).toHaveLength(2);
});

it("trusts EKS on behalf of this cluster, these namespaces and this service account alone", async () => {
  const { assumeRolePolicy } = (await identity()).one("aws:iam:Role").props;
  expect(JSON.parse(assumeRolePolicy as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:SourceAccount": accountId,
            "aws:RequestTag/kubernetes-namespace": ["mycrypto-blue", "mycrypto-green"],
            "aws:RequestTag/kubernetes-service-account": "mail-worker",
          },
          ArnEquals: { "aws:SourceArn": clusterArn },
        },
      },
    ],
  });
});

it("gives the role its policies before any pod gets it", async () => {
  const { one, all } = await identity();
  const policy = one("aws:iam:RolePolicy", "mail-send");
  expect(policy.props["policy"]).toBe(send);
  const associations = all("aws:eks:PodIdentityAssociation");
  for (const association of associations) {
    expect(association.dependencies).toContain(policy.urn);
    expect(association.propertyDependencies["roleArn"]).toEqual([one("aws:iam:Role").urn]);
  }
  const bindings = associations.map(({ name, props }) => [name, props["namespace"], props["serviceAccount"]]);
  expect(bindings).toEqual([
    ["mail-mycrypto-blue", "mycrypto-blue", "mail-worker"],
    ["mail-mycrypto-green", "mycrypto-green", "mail-worker"],
  ]);
  expect(associations.map(({ props }) => props["clusterName"])).toEqual(["trading", "trading"]);
});
