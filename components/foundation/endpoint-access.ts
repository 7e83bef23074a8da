/** The part of an EKS cluster's network settings that says who reaches the API server. */
export interface EndpointAccess {
  endpointPrivateAccess: boolean;
  endpointPublicAccess: boolean;
  publicAccessCidrs?: string[];
}

/**
 * Access to the API server: always from inside the VPC; over the internet from the listed ranges, and from none if there
 * are none (rule eks-endpoint-private). Public access without a list would mean the whole internet to EKS.
 */
export function endpointAccess(publicAccessCidrs: readonly string[]): EndpointAccess {
  if (publicAccessCidrs.length === 0) return { endpointPrivateAccess: true, endpointPublicAccess: false };
  return { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: [...publicAccessCidrs] };
}
