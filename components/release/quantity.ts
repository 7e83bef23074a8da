/** Thousandths of a CPU in a Kubernetes quantity: `250m` is 250, `2` is 2000. */
export function millicores(quantity: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity) ?? [];
  if (number === undefined) throw new Error(`"${quantity}" is no CPU quantity; write 250m or 2`);
  return unit === "m" ? Number(number) : Number(number) * 1000;
}

/** Mebibytes in a Kubernetes quantity: `512Mi` is 512, `1Gi` is 1024. */
export function mebibytes(quantity: string): number {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  if (number === undefined) throw new Error(`"${quantity}" is no memory quantity; write 512Mi or 1Gi`);
  return unit === "Gi" ? Number(number) * 1024 : Number(number);
}
