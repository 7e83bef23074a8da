import { botocore, type Identities, imports } from "./identity.ts";

const eks = botocore("eks", "ResourceInUseException");
const elb =
  "docs.aws.amazon.com/AWSJavaSDK/latest/javadoc/com/amazonaws/services/elasticloadbalancingv2/model/package-summary.html";

/** EKS and load balancers. */
export const awsCompute: Identities = {
  "aws:eks/accessEntry:AccessEntry": {
    id: { inputs: ["clusterName", "principalArn"], separator: ":" },
    unique: ["clusterName", "principalArn"],
    conflict: "ResourceInUseException",
    arn: "eks:access-entry",
    // The principal's kind, account and name.
    arnWithin: ["clusterName"],
    source: `${imports("eks/accessEntry")}; ${eks}`,
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    id: { inputs: ["clusterName", "principalArn", "policyArn"], separator: "#" },
    repeatable: true,
    source: imports("eks/accessPolicyAssociation"),
  },
  "aws:eks/addon:Addon": {
    id: { inputs: ["clusterName", "addonName"], separator: ":" },
    unique: ["clusterName", "addonName"],
    conflict: "ResourceInUseException",
    arn: "eks:addon",
    arnWithin: ["clusterName", "addonName"],
    source: `${imports("eks/addon")}; ${eks}`,
  },
  "aws:eks/cluster:Cluster": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "ResourceInUseException",
    arn: "eks:cluster",
    source: `${imports("eks/cluster")}; ${eks}`,
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    id: "own",
    unique: ["clusterName", "namespace", "serviceAccount"],
    conflict: "ResourceInUseException",
    arn: "eks:podidentityassociation",
    arnWithin: ["clusterName"],
    importId: { inputs: ["clusterName", "id"], separator: "," },
    source: `${imports("eks/podIdentityAssociation")}; ${eks}`,
  },
  "aws:lb/listener:Listener": {
    id: "own",
    unique: ["loadBalancerArn", "port"],
    conflict: "DuplicateListener",
    arn: "elasticloadbalancing:listener",
    idIsArn: true,
    source: `${imports("lb/listener")}; ${elb}`,
  },
  "aws:lb/listenerCertificate:ListenerCertificate": {
    id: { inputs: ["listenerArn", "certificateArn"], separator: "_" },
    repeatable: true,
    source: imports("lb/listenerCertificate"),
  },
  "aws:lb/listenerRule:ListenerRule": {
    id: "own",
    unique: ["listenerArn", "priority"],
    conflict: "PriorityInUse",
    arn: "elasticloadbalancing:listener-rule",
    idIsArn: true,
    source: `${imports("lb/listenerRule")}; ${elb}`,
  },
  // The provider looks for the name first and refuses by itself.
  "aws:lb/loadBalancer:LoadBalancer": {
    id: "own",
    unique: ["name"],
    conflict: "DuplicateLoadBalancerName",
    arn: "elasticloadbalancing:loadbalancer",
    arnHasName: true,
    idIsArn: true,
    source: `${imports("lb/loadBalancer")}; ${elb}`,
  },
  "aws:lb/targetGroup:TargetGroup": {
    id: "own",
    unique: ["name"],
    conflict: "DuplicateTargetGroupName",
    arn: "elasticloadbalancing:targetgroup",
    arnHasName: true,
    idIsArn: true,
    source: `${imports("lb/targetGroup")}; ${elb}`,
  },
};
