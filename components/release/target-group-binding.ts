/** What registers pods with target groups; see `cluster.loadBalancing` in the config. */
export type LoadBalancing = "eks-auto-mode" | "aws-load-balancer-controller";

/**
 * The same kind under two groups, and the namespace label that makes pods wait for a healthy target before they count
 * as ready. Auto Mode listens to a label of its own; the controller's has no effect there.
 */
export const bindingKinds: Readonly<Record<LoadBalancing, { apiVersion: string; readinessGateLabel: string }>> = {
  "eks-auto-mode": {
    apiVersion: "eks.amazonaws.com/v1",
    readinessGateLabel: "eks.amazonaws.com/pod-readiness-gate-inject",
  },
  "aws-load-balancer-controller": {
    apiVersion: "elbv2.k8s.aws/v1beta1",
    readinessGateLabel: "elbv2.k8s.aws/pod-readiness-gate-inject",
  },
};
