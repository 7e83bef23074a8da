import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

/** A class or function of a provider package. */
export interface Used {
  /** Name below `@pulumi/`. */
  package: string;
  /** Where it is declared in the package, without the ending: `lb/listenerRule`. */
  file: string;
}

/** Whole packages: small, and wanted here sooner or later. */
const whole = ["postgresql", "random", "tls"];
/** Asked by a tool, not by the program: what still carries a stack's tags. */
const always: Used = { package: "aws", file: "resourcegroupstaggingapi/getResources" };
/** The SDK itself is no provider; a custom resource has whatever its definition says. */
const undeclared = /^(?:pulumi|policy):|^kubernetes:apiextensions\/customResource$/;

/**
 * What the project needs to know of the providers: what its program uses, and the packages that are taken whole.
 *
 * @param project its folder
 */
export function used(project: URL): Used[] {
  const sources = globSync(["platform.ts", "components/**/*.ts"], { cwd: project });
  const inSources = sources.flatMap((file) => usedIn(readFileSync(new URL(file, project), "utf8")));
  const inPackages = whole.flatMap((name) => {
    const files = globSync("*.d.ts", { cwd: new URL(`node_modules/@pulumi/${name}/`, project) });
    return files.map((file) => ({ package: name, file: file.replace(/\.d\.ts$/, "") }));
  });
  const all = [...inSources, ...inPackages.filter(({ file }) => !["index", "utilities"].includes(file)), always];
  return [...new Map(all.map((one) => [`${one.package}:${one.file}`, one])).values()];
}

/** The classes that a source constructs and the functions that it calls: `new aws.ec2.Vpc(`, `aws.getRegionOutput(`. */
export function usedIn(source: string): Used[] {
  const imported = new Map<string, string>();
  const found: Used[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) {
      const name = /^"@pulumi\/(\w+)"$/.exec(node.moduleSpecifier.getText(file))?.[1];
      const bindings = node.importClause?.namedBindings;
      if (name !== undefined && bindings && ts.isNamespaceImport(bindings)) imported.set(bindings.name.text, name);
    }
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
      const [local = "", ...path] = dotted(node.expression);
      const packageName = imported.get(local);
      const last = path.pop();
      const isType = last !== undefined && (ts.isNewExpression(node) || /^get[A-Z]/.test(last));
      if (packageName !== undefined && isType) {
        found.push({ package: packageName, file: [...path, fileOf(last)].join("/") });
      }
    }
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest);
  visit(file);
  return found.filter((one) => !undeclared.test(`${one.package}:${one.file}`));
}

function dotted(node: ts.Expression): string[] {
  if (ts.isIdentifier(node)) return [node.text];
  return ts.isPropertyAccessExpression(node) ? [...dotted(node.expression), node.name.text] : [];
}

/** `getRegionOutput` stands beside `getRegion`, `ListenerRule` in `listenerRule`. */
function fileOf(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1).replace(/Output$/, "");
}
