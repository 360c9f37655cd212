// Makes a script of a command's source: names may be declared again, and `await` stands at the top.
import vm from "node:vm";
import { parse } from "acorn";

/**
 * Lines stay where they are, so that errors name those of the source. What does not parse here is left as it is: V8 knows
 * the language best, and says what is wrong.
 *
 * @returns the script, whose value is the command's or a promise of it; the names that it declares; and `isStepped` where
 *   its value is a generator function that yields what is awaited, and returns the command's value
 */
export function prepare(written) {
  const source = written.replace(/^#!/, "//");
  const asObject = /^\s*\{[^]*\}\s*$/.test(source) ? parsed(`(${source}\n)`) : null;
  const text = asObject === null ? source : `(${source}\n)`;
  const program = asObject ?? parsed(text);
  if (program === null) return { script: unparsed(source), names: [], isStepped: false };
  return waitsAtTop(program.body) ? asyncScript(text, program) : plainScript(text, program);
}

/** In a script, V8 takes any `await` for what is wrong. */
function unparsed(source) {
  try {
    void new vm.Script(source);
  } catch (error) {
    if (/\bawait\b/.test(error.message)) return `(async () => { ${source}\n})()`;
  }
  return source;
}

function parsed(text) {
  const options = { ecmaVersion: "latest", sourceType: "script" };
  // As a name, `await` is allowed where nothing is awaited.
  for (const allowAwaitOutsideFunction of text.includes("await") ? [true, false] : [false]) {
    try {
      return parse(text, { ...options, allowAwaitOutsideFunction });
    } catch {
      // The next reading, or V8, says more.
    }
  }
  return null;
}

/** Whether what is declared and awaited in it is its own. */
const isFunction = ({ type }) => /^(?:Function|ArrowFunction|StaticBlock)/.test(type);

function waitsAtTop(node) {
  if (Array.isArray(node)) return node.some(waitsAtTop);
  if (typeof node?.type !== "string" || isFunction(node)) return false;
  if (node.type === "AwaitExpression" || node.await === true || node.kind === "await using") return true;
  return Object.values(node).some(waitsAtTop);
}

function plainScript(text, { body }) {
  const edits = [];
  const names = [];
  for (const node of body) {
    if (node.type === "ClassDeclaration") declareClass(node, `var ${node.id.name} = `, edits, names);
    if (node.type !== "VariableDeclaration" || !/^(?:var|let|const)$/.test(node.kind)) continue;
    for (const { id } of node.declarations) addNames(id, names);
    if (node.kind === "var") continue;
    edits.push(open(node.start, node.start + node.kind.length, "var"));
    initialize(node, edits);
  }
  const hasValue = lastStatement(body)?.type === "ExpressionStatement";
  return { script: edited(text, edits) + (hasValue ? "" : "\n;void 0"), names, isStepped: false };
}

function declareClass({ start, end, id }, before, edits, names) {
  names.push(id.name);
  edits.push(open(start, start, before), close(end, ";"));
}

/** `let a` makes it undefined each time, and `var a` does not. */
function initialize({ kind, declarations }, edits) {
  if (kind !== "let") return;
  for (const { init, end } of declarations) if (init === null) edits.push(close(end, " = void 0"));
}

const lastStatement = (body) => body.findLast(({ type }) => type !== "EmptyStatement");

/**
 * In the manner of Node's REPL: the code becomes that of a function, and the names are declared before it. It yields what it
 * awaits, so that it can be gone on with where an interrupt ends it; but for `for await`, which takes promises itself.
 */
function asyncScript(text, { body }) {
  const edits = [];
  const names = [];
  const functions = [];
  for (const node of body) {
    if (node.type === "ClassDeclaration") declareClass(node, `${node.id.name} = `, edits, names);
    else if (node.type === "FunctionDeclaration") functions.push(node.id.name);
    else assignVariables(text, node, true, edits, names);
  }
  const begin = body.find(({ directive }) => directive === undefined)?.start ?? 0;
  edits.unshift(open(begin, begin, functions.map((name) => `this.${name} = ${name}; `).join("")));
  returnValue(text, lastStatement(body), edits);
  const isStepped = !takesPromises(body);
  if (isStepped) yieldAwaited(text, body, edits);
  const declared = [...new Set([...names, ...functions])];
  const variables = declared.length === 0 ? "" : `var ${declared.join(", ")}; `;
  const code = `${edited(text, edits)}\n`;
  const script = isStepped ? `(function* () { ${code}})` : `(async () => { ${code}})()`;
  return { script: variables + script, names, isStepped };
}

function takesPromises(node) {
  if (Array.isArray(node)) return node.some(takesPromises);
  if (typeof node?.type !== "string" || isFunction(node)) return false;
  return node.await === true || node.kind === "await using" || Object.values(node).some(takesPromises);
}

function yieldAwaited(text, node, edits) {
  if (Array.isArray(node)) return node.forEach((each) => yieldAwaited(text, each, edits));
  if (typeof node?.type !== "string" || isFunction(node)) return;
  Object.values(node).forEach((each) => yieldAwaited(text, each, edits));
  const { type, start, end } = node;
  // What begins with a bracket would belong to the line before.
  if (type === "ExpressionStatement" && text.startsWith("await", start))
    edits.push(open(start, start, "0, "));
  if (type !== "AwaitExpression") return;
  edits.push(
    { start, end: start + "await".length, text: "(yield (", rank: 1 },
    { start: end, end, text: "))", rank: 2 },
  );
}

/** Makes assignments of the declarations that hold for the whole script: all at the top, and `var` everywhere. */
function assignVariables(text, node, isAtTop, edits, names) {
  if (Array.isArray(node)) return node.forEach((each) => assignVariables(text, each, false, edits, names));
  if (typeof node?.type !== "string" || isFunction(node)) return;
  if (
    node.type === "VariableDeclaration" &&
    (node.kind === "var" || (isAtTop && !node.kind.endsWith("using")))
  ) {
    assignDeclared(text, node, edits, names);
  }
  for (const [key, child] of Object.entries(node)) {
    const isHead = node.type.startsWith("For") && (key === "init" || key === "left");
    if (isHead && child?.type === "VariableDeclaration" && child.kind === "var") {
      assignHead(child, edits, names);
      assignVariables(text, child.declarations, false, edits, names);
    } else assignVariables(text, child, false, edits, names);
  }
}

function assignDeclared(text, node, edits, names) {
  for (const { id } of node.declarations) addNames(id, names);
  edits.push(open(node.start, node.start + node.kind.length, "void ("));
  initialize(node, edits);
  const { end } = node.declarations.at(-1);
  edits.push(close(end, text[node.end - 1] === ";" ? ")" : ");"));
}

/** `for (var i = 0;` and its like: what is declared there may stand alone. */
function assignHead(node, edits, names) {
  for (const { id } of node.declarations) addNames(id, names);
  edits.push(open(node.start, node.start + node.kind.length, ""));
}

function addNames(pattern, names) {
  switch (pattern?.type) {
    case "Identifier":
      names.push(pattern.name);
      return;
    case "ObjectPattern":
      return pattern.properties.forEach((each) => addNames(each.value ?? each.argument, names));
    case "ArrayPattern":
      return pattern.elements.forEach((each) => addNames(each, names));
    case "AssignmentPattern":
      return addNames(pattern.left, names);
    case "RestElement":
      return addNames(pattern.argument, names);
    default:
  }
}

function returnValue(text, last, edits) {
  if (last?.type !== "ExpressionStatement") return;
  const end = text[last.end - 1] === ";" ? last.end - 1 : last.end;
  edits.push(open(last.start, last.start, "return ("), close(end, ")"));
}

/** At one place, what surrounds comes first where it opens, and last where it closes. */
const open = (start, end, text) => ({ start, end, text, rank: 0 });
const close = (place, text) => ({ start: place, end: place, text, rank: 3 });

function edited(text, edits) {
  let result = "";
  let place = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.rank - b.rank)) {
    result += text.slice(place, edit.start) + edit.text;
    place = edit.end;
  }
  return result + text.slice(place);
}
