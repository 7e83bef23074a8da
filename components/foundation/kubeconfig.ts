export interface KubeconfigArgs {
  clusterName: string;
  /** URL of the API server. */
  endpoint: string;
  /** The cluster's certificate authority, PEM in base64. */
  caData: string;
  region: string;
}

/**
 * A kubeconfig as JSON text, which every client reads as YAML. It holds no credential: the AWS CLI, which must be on
 * PATH, signs a token of 15 minutes for whoever runs the deployment, so the text may stand in state.
 */
export function kubeconfig({ clusterName, endpoint, caData, region }: KubeconfigArgs): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: clusterName, cluster: { server: endpoint, "certificate-authority-data": caData } }],
    contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
    "current-context": clusterName,
    users: [
      {
        name: clusterName,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: ["eks", "get-token", "--cluster-name", clusterName, "--region", region, "--output", "json"],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
