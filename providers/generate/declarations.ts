import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";
import { literalOf } from "./kind.ts";

/** A property of an interface, or a public field of a class. */
export interface Member {
  name: string;
  /** Marked with `?`. */
  optional: boolean;
  type: ts.TypeNode;
  /** The doc comment's text, a line a line; empty without one. */
  documentation: string;
}

type Members = readonly Member[];
type Declaration = ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeLiteralNode;

/** The type declarations of one installed provider package. A file is parsed when it is asked for, once. */
export class Declarations {
  /** Name below `@pulumi/`. */
  readonly name: string;
  readonly version: string;
  readonly #folder: URL;
  readonly #files = new Map<string, ReadonlyMap<string, () => Members>>();

  constructor(name: string) {
    this.name = name;
    this.#folder = new URL(`../../node_modules/@pulumi/${name}/`, import.meta.url);
    const { version } = JSON.parse(this.#read("package.json")) as { version: string };
    this.version = version;
  }

  /**
   * The members of an interface, of a class, or of the constant behind an enumeration.
   *
   * @param file without its ending, such as `types/input`
   * @param name with its namespaces, such as `lb.ListenerRuleAction`
   */
  members(file: string, name: string): Members | undefined {
    const known = this.#files.get(file);
    if (known !== undefined) return known.get(name)?.();
    const path = `${file}.d.ts`;
    this.#files.set(file, existsSync(new URL(path, this.#folder)) ? parse(path, this.#read(path)) : new Map());
    return this.members(file, name);
  }

  /**
   * The values of an enumeration.
   *
   * @param path such as `["core", "v1", "ServiceSpecType"]`
   */
  enumeration(path: readonly string[]): string[] {
    const file = ["types/enums", ...path.slice(0, -1), "index"].join("/");
    const members = this.members(file, path.at(-1) ?? "") ?? [];
    if (members.length === 0) throw new Error(`@pulumi/${this.name} declares no enumeration ${path.join(".")}`);
    return members.flatMap(({ type }) => literalOf(type) ?? []);
  }

  /** The token that a resource's or a function's compiled file registers or calls with. */
  token(file: string): string {
    const code = this.#read(`${file}.js`);
    const token = /__pulumiType = '(.+)'|runtime\.invoke\("(.+?)"/.exec(code)?.slice(1).find(Boolean);
    if (token === undefined) throw new Error(`no token in @pulumi/${this.name}/${file}.js`);
    // A provider's class has only the package's name.
    return token === this.name ? `pulumi:providers:${token}` : token;
  }

  #read(path: string): string {
    return readFileSync(new URL(path, this.#folder), "utf8");
  }
}

function parse(path: string, text: string): ReadonlyMap<string, () => Members> {
  // Comments are read from the text where they are wanted: parsing all of them would take most of the time.
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const found = new Map<string, () => Members>();
  const add = (name: string, declaration: Declaration) => {
    found.set(name, () => membersOf(declaration, text));
  };
  const visit = (node: ts.Node, namespace: string) => {
    if (ts.isInterfaceDeclaration(node)) add(namespace + node.name.text, node);
    else if (ts.isClassDeclaration(node) && node.name) add(namespace + node.name.text, node);
    else if (ts.isModuleDeclaration(node) && node.body) visit(node.body, `${namespace}${node.name.text}.`);
    else if (ts.isModuleBlock(node)) for (const one of node.statements) visit(one, namespace);
    else if (ts.isVariableStatement(node)) for (const one of node.declarationList.declarations) visit(one, namespace);
    else if (
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      node.type &&
      ts.isTypeLiteralNode(node.type)
    )
      add(namespace + node.name.text, node.type);
  };
  for (const statement of ts.createSourceFile(path, text, options).statements) visit(statement, "");
  return found;
}

function membersOf(declaration: Declaration, text: string): Members {
  const members: readonly ts.Node[] = declaration.members;
  return members
    .filter((member) => ts.isPropertySignature(member) || ts.isPropertyDeclaration(member))
    .flatMap(({ name, questionToken, type, pos }) => {
      if (type === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) return [];
      return [{ name: name.text, optional: questionToken !== undefined, type, documentation: commentAt(pos, text) }];
    });
}

function commentAt(position: number, text: string): string {
  const range = ts.getLeadingCommentRanges(text, position)?.at(-1);
  if (range === undefined) return "";
  const lines = text
    .slice(range.pos, range.end)
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n");
  return lines
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}
