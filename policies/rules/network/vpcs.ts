import type { StackRule } from "../../rule.ts";
import { is, known } from "../../demand.ts";
import { ruleTypes } from "./openings.ts";

export const vpcTypes: readonly string[] = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"];

export const defaultSgClosed: StackRule = {
  id: "default-sg-closed",
  severity: "medium",
  level: "production",
  requirements: ["MT-006"],
  refs: { checkov: ["CKV2_AWS_12"], fsbp: ["EC2.2"], cis: ["5.5"] },
  rationale:
    "What is made without a group lands in the default one, whose members AWS lets talk to each other and out.",
  fix: "Declare a DefaultSecurityGroup for the VPC, with neither ingress nor egress.",
  checkStack: (graph) =>
    graph.of(...vpcTypes).flatMap((vpc) => {
      const groups = graph.referring(vpc, "vpcId", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
      if (groups.length === 0) return [{ urn: vpc.urn, path: "", message: "leaves its default security group open" }];
      const within = groups.flatMap(({ urn, reader }) =>
        ["ingress", "egress"]
          .filter((direction) => reader.items(direction).length > 0)
          .map((path) => ({ urn, path, message: "gives the default security group rules" })),
      );
      // A rule finds the default group by an output of the VPC, or of its own resource.
      const beside = [vpc, ...groups].flatMap((one) => graph.referring(one, "securityGroupId", ...ruleTypes));
      return [
        ...within,
        ...beside.map(({ urn }) => ({
          urn,
          path: "securityGroupId",
          message: "gives the default security group a rule",
        })),
      ];
    }),
};

export const vpcFlowLogs: StackRule = {
  id: "vpc-flow-logs",
  severity: "medium",
  level: "production",
  requirements: ["MC-116", "MC-198"],
  refs: { checkov: ["CKV2_AWS_11"], fsbp: ["EC2.6"], cis: ["3.7"] },
  rationale: "Flow logs tell after an attack what went where, and what was refused.",
  fix: "Declare a FlowLog of the VPC with trafficType ALL.",
  checkStack: (graph) =>
    graph
      .of(...vpcTypes)
      .filter((vpc) => {
        const logs = graph.referring(vpc, "vpcId", "aws:ec2/flowLog:FlowLog");
        // One of what was accepted alone does not tell of what was tried.
        return logs.every(({ reader }) => known(reader, "trafficType", is("ACCEPT")));
      })
      .map(({ urn }) => ({ urn, path: "", message: "has no log of the traffic that it refuses" })),
};
