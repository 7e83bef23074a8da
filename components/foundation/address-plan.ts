/** A subnet's /64 out of the /56 that AWS gives a VPC: the last byte of the prefix is the subnet's number. */
export function ipv6Subnet(vpcCidr: string, index: number): string {
  const [prefix = "", length] = vpcCidr.split("/");
  if (length !== "56" || index < 0 || index > 255) {
    throw new Error(`cannot cut /64 number ${index} out of ${vpcCidr}; it needs a /56 and a number from 0 to 255`);
  }
  const groups = prefix.replace(/::$/, "").split(":");
  const network = [0, 1, 2, 3].map((i) => Number.parseInt(groups[i] ?? "0", 16));
  network[3] = ((network[3] ?? 0) & 0xff00) | index;
  return `${network.map((group) => group.toString(16)).join(":")}::/64`;
}
