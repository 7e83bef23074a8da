/** A resource as a program declares it: all that rules judge by. */
export interface Resource {
  urn: string;
  type: string;
  name: string;
  /** URN. */
  parent?: string | undefined;
  protect: boolean;
  /** As the provider checked them: plain with the engine's sentinels, or the proxy of `@pulumi/policy`. No secret wrappers. */
  inputs: unknown;
  /** Paths of the inputs that are Pulumi secrets; absent where the engine does not say. */
  secrets?: ReadonlySet<string> | undefined;
  /** URNs that the values of each input came from. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URN of the provider; absent for components and providers. */
  provider?: string | undefined;
}
