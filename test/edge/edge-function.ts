import { createContext, runInContext } from "node:vm";
import ts from "typescript";

export interface EdgeRequest {
  method: string;
  uri: string;
  headers: Record<string, { value: string }>;
}

export interface EdgeResponse {
  statusCode: number;
  statusDescription?: string;
  headers: Record<string, { value: string }>;
  body?: string;
}

export interface EdgeEvent {
  viewer: { ip: string };
  request: EdgeRequest;
  response?: EdgeResponse;
}

/** A request or a response, as the event goes on. */
export type Outcome = EdgeRequest & Partial<EdgeResponse>;

/** The one import that the runtime knows, and that a script cannot have here. */
const moduleImport = 'import cf from "cloudfront";\n';

/**
 * Loads a CloudFront Function's source text with nothing around it but the language and, if the text imports it, a
 * key-value store with these values.
 */
export function load(source: string, values: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const store = {
    get: (key: string): Promise<string> => {
      asked.push(key);
      const value = values[key];
      return value === undefined ? Promise.reject(new Error("KeyNotFound")) : Promise.resolve(value);
    },
  };
  const usesStore = source.startsWith(moduleImport);
  const script = usesStore ? source.slice(moduleImport.length) : source;
  const context = createContext(usesStore ? { cf: { kvs: () => store } } : {});
  const handler = runInContext(`${script}\nhandler;`, context) as (event: EdgeEvent) => Outcome | Promise<Outcome>;
  return {
    asked,
    run: async (event: EdgeEvent): Promise<Outcome> => handler(structuredClone(event)),
  };
}

export function requestTo(host: string, uri: string, headers: Record<string, string> = {}): EdgeEvent {
  const values = Object.entries({ host, ...headers }).map(([name, value]) => [name, { value }] as const);
  const request = { method: "GET", uri, headers: Object.fromEntries(values) };
  return { viewer: { ip: "203.0.113.7" }, request };
}

const unknownSyntax = new Set([
  ts.SyntaxKind.ObjectBindingPattern,
  ts.SyntaxKind.ArrayBindingPattern,
  ts.SyntaxKind.SpreadElement,
  ts.SyntaxKind.SpreadAssignment,
  ts.SyntaxKind.ShorthandPropertyAssignment,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.QuestionDotToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** What cloudfront-js-2.0 would not take: newer syntax than it lists, or more than the 10 KB of a function. */
export function faultsOf(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (unknownSyntax.has(node.kind)) found.push(ts.SyntaxKind[node.kind]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("function.js", source, ts.ScriptTarget.Latest));
  const size = Buffer.byteLength(source);
  return size > 10_240 ? [...found, `${size} bytes`] : found;
}
