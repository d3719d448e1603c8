import ts from 'typescript';

/**
 * Everything that a source imports: import and export declarations, dynamic imports, types by `import('x')`, `require`.
 * @param {string} file
 * @param {string} text
 * @returns {{ specifier: string, typeOnly: boolean }[]}
 */
export function importsOf(file, text) {
  const source = ts.createSourceFile(`${file}.ts`, file.endsWith('.vue') ? scriptsOf(text) : text, ts.ScriptTarget.Latest);
  /** @type {{ specifier: string, typeOnly: boolean }[]} */
  const found = [];
  /** @param {import('typescript').Node | undefined} specifier @param {boolean} typeOnly */
  const add = (specifier, typeOnly) => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.push({ specifier: specifier.text, typeOnly });
  };
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isExternalModuleReference(node)) add(node.expression, false);
    else if (ts.isModuleDeclaration(node) && !node.name.text.includes('*')) add(node.name, true);
    else if (ts.isCallExpression(node) && isImportCall(node)) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A component's scripts, without its template and its style. @param {string} text */
function scriptsOf(text) {
  return [...text.matchAll(/^<script[^>]*>$(.*?)^<\/script>$/gms)].map((match) => match[1] ?? '').join('\n');
}

/** @param {import('typescript').CallExpression} call */
function isImportCall({ expression }) {
  return expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
}
