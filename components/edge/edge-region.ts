/** CloudFront, its firewall and Route 53 take certificates, keys and log groups of this region alone. */
export const edgeRegion = "us-east-1";
