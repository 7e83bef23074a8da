import ts from "typescript";
import type { Kind } from "../schema.ts";

/**
 * The shape of a value of this type, absence left out.
 *
 * @param packageName begins the keys of nested blocks
 */
export function kindOf(type: ts.TypeNode, packageName: string): Kind {
  const kinds = alternatives(type).map((one) => single(one, packageName));
  const [first = "any", ...others] = new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values();
  return others.length === 0 ? first : "any";
}

/** Whether the value may be absent. */
export function isOptional(type: ts.TypeNode): boolean {
  return unwrapped(type).some(isUndefined);
}

/**
 * The only texts that the type allows.
 *
 * @param suggested whether a plain `string` beside an enumeration only spares the program its names
 * @param enumeration the values of one, by its name in `enums`
 */
export function textsOf(
  type: ts.TypeNode,
  suggested: boolean,
  enumeration: (name: readonly string[]) => readonly string[],
): string[] | undefined {
  const types = alternatives(type).filter(({ kind }) => !(suggested && kind === ts.SyntaxKind.StringKeyword));
  const texts = types.map((one) => {
    const [first, ...name] = ts.isTypeReferenceNode(one) ? dotted(one.typeName) : [];
    return first === "enums" ? enumeration(name) : literalOf(one);
  });
  const known = texts.filter((text) => text !== undefined).flat();
  return known.length > 0 && !texts.includes(undefined) ? known : undefined;
}

/** The text of a literal type, `"apps/v1"`. */
export function literalOf(type: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : undefined;
}

function single(type: ts.TypeNode, packageName: string): Kind {
  if (ts.isArrayTypeNode(type)) return { list: kindOf(type.elementType, packageName) };
  if (ts.isTypeReferenceNode(type)) return referenced(dotted(type.typeName), packageName);
  if (literalOf(type) !== undefined) return "string";
  const index = ts.isTypeLiteralNode(type) ? type.members.find(ts.isIndexSignatureDeclaration) : undefined;
  if (index !== undefined) return { map: kindOf(index.type, packageName) };
  if (type.kind === ts.SyntaxKind.StringKeyword) return "string";
  if (type.kind === ts.SyntaxKind.NumberKeyword) return "number";
  return type.kind === ts.SyntaxKind.BooleanKeyword ? "boolean" : "any";
}

function referenced([first, ...name]: readonly string[], packageName: string): Kind {
  if (first === "inputs" || first === "outputs") return { block: `${packageName}:${name.join(".")}` };
  // Every enumeration is of texts. What is imported by name is a resource that may stand for its id.
  return first === "enums" || name.length === 0 ? "string" : "any";
}

/** The types of a union, or the one type; what may be awaited is taken out of `pulumi.Input` and `pulumi.Output`. */
function unwrapped(type: ts.TypeNode): ts.TypeNode[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(unwrapped);
  const inner = ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
  return inner === undefined ? [type] : unwrapped(inner);
}

function alternatives(type: ts.TypeNode): ts.TypeNode[] {
  return unwrapped(type).filter((one) => !isUndefined(one));
}

function isUndefined({ kind }: ts.TypeNode): boolean {
  return kind === ts.SyntaxKind.UndefinedKeyword;
}

function dotted(name: ts.EntityName): string[] {
  return ts.isIdentifier(name) ? [name.text] : [...dotted(name.left), name.right.text];
}
