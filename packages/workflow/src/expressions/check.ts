import { isPrototypeName } from '../definition/hostile-names.ts';
import { EXPRESSION_LIMITS, allowedFunctions } from './limits.ts';
import { type ParsedSyntax, type SyntaxNode, nameOf } from './syntax.ts';

export type ExpressionProblem =
  | { readonly code: 'expression_syntax'; readonly detail: string }
  | { readonly code: 'expression_too_large'; readonly detail: string }
  | { readonly code: 'expression_not_allowed'; readonly detail: string }
  | { readonly code: 'expression_unknown_name'; readonly detail: string };

export interface CheckedExpression {
  /** Declared names that it reads. */
  readonly variables: readonly string[];
  /** Variables it goes through, item by item, once for each time it does. */
  readonly iterated: readonly string[];
  /** The product of the lengths of the ranges and written-out lists it goes through. */
  readonly fixedIterations: number;
}

type Refusal = { readonly problem: ExpressionProblem };

/** Syntax that can't run for long and reads nothing but the flow's variables. Keywords and signs begin with no capital letter. */
const allowedSyntax = new Set([
  'ArithmeticExpression',
  'ArithOp',
  'AtLiteral',
  'BooleanLiteral',
  'CompareOp',
  'Comparison',
  'Conjunction',
  'DateTimeConstructor',
  'DateTimeLiteral',
  'Disjunction',
  'FilterExpression',
  'ForExpression',
  'FunctionInvocation',
  'Identifier',
  'IfExpression',
  'InExpression',
  'InExpressions',
  'Interval',
  'IterationContext',
  'List',
  'Name',
  'NumericLiteral',
  'ParenthesizedExpression',
  'PathExpression',
  'PathName',
  'PositionalParameters',
  'PositiveUnaryTest',
  'PositiveUnaryTests',
  'QuantifiedExpression',
  'SimplePositiveUnaryTest',
  'SpecialFunctionName',
  'StringLiteral',
  'VariableName',
]);

/** Says what an expression reads, or why it is refused. `names` are those that it may read. */
export function checkExpression(
  source: string,
  syntax: ParsedSyntax,
  names: ReadonlySet<string>,
): { readonly ok: true; readonly checked: CheckedExpression } | { readonly ok: false; readonly problem: ExpressionProblem } {
  if (!syntax.ok) return { ok: false, problem: { code: 'expression_syntax', detail: source.slice(syntax.from, syntax.from + 20) } };
  if (syntax.depth > EXPRESSION_LIMITS.depth || syntax.nodes > EXPRESSION_LIMITS.nodes) {
    return { ok: false, problem: { code: 'expression_too_large', detail: source.slice(0, 20) } };
  }
  const walk = new Walk();
  const problem = walk.visit(syntax.root, names);
  if (problem) return { ok: false, problem };
  return {
    ok: true,
    checked: { variables: [...walk.variables], iterated: walk.iterated, fixedIterations: walk.fixedIterations },
  };
}

class Walk {
  readonly variables = new Set<string>();
  readonly iterated: string[] = [];
  fixedIterations = 1;
  #iterations = 0;

  /** Looks through a node and what is in it; `names` are those that can be read there. */
  visit(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    if (node.name === '?' || (/^[A-Z]/.test(node.name) && !allowedSyntax.has(node.name))) return notAllowed(node).problem;
    switch (node.name) {
      case 'VariableName':
        return this.#variable(node, names);
      case 'PathName':
        return isPrototypeName(nameOf(node)) ? notAllowed(node).problem : undefined;
      case 'FunctionInvocation':
      case 'DateTimeLiteral':
        return this.#invocation(node, names);
      case 'Interval':
        // Elsewhere than after `in`, where it is only compared with, a range could be gone through.
        return notAllowed(node).problem;
      case 'Comparison':
        return this.#comparison(node, names);
      case 'FilterExpression':
        return this.#filter(node, names);
      case 'ForExpression':
      case 'QuantifiedExpression':
        return this.#iteration(node, names);
      default:
        return this.#visitAll(node.children, names);
    }
  }

  #visitAll(nodes: readonly SyntaxNode[], names: ReadonlySet<string>): ExpressionProblem | undefined {
    for (const node of nodes) {
      const problem = this.visit(node, names);
      if (problem) return problem;
    }
    return undefined;
  }

  #variable(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const name = nameOf(node);
    if (!names.has(name)) return { code: 'expression_unknown_name', detail: name };
    this.variables.add(name);
    return undefined;
  }

  #invocation(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const [target, ...rest] = node.children;
    if (!target || target.name === 'AtLiteral') return this.#visitAll(node.children, names);
    if (!allowedFunctions.has(nameOf(target))) return { code: 'expression_not_allowed', detail: nameOf(target) };
    return this.#visitAll(rest, names);
  }

  #comparison(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const isMembership = node.children.some((child) => child.name === 'in');
    if (!isMembership) return this.#visitAll(node.children, names);
    for (const child of node.children) {
      const problem = this.#membership(child, names);
      if (problem) return problem;
    }
    return undefined;
  }

  /** What stands after `in`: tests, which may be ranges. */
  #membership(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const isTest = ['PositiveUnaryTest', 'PositiveUnaryTests', 'SimplePositiveUnaryTest', 'Interval'].includes(node.name);
    if (!isTest) return this.visit(node, names);
    for (const child of node.children) {
      const problem = this.#membership(child, names);
      if (problem) return problem;
    }
    return undefined;
  }

  #filter(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const [target, , test] = node.children;
    if (!target || !test) return notAllowed(node).problem;
    if (test.name === 'NumericLiteral') return this.visit(target, names);
    const problem = this.#goThrough(target, names);
    return problem ?? this.visit(test, new Set([...names, 'item']));
  }

  #iteration(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const inner = new Set(names);
    for (const child of node.children) {
      if (child.name !== 'InExpressions') {
        const problem = this.visit(child, inner);
        if (problem) return problem;
        continue;
      }
      for (const each of child.children.filter(({ name }) => name === 'InExpression')) {
        const name = each.children.find((part) => part.name === 'Name');
        const domain = each.children.find((part) => part.name === 'IterationContext');
        if (!name || !domain) return notAllowed(each).problem;
        if (names.has(nameOf(name)) || isPrototypeName(nameOf(name)) || nameOf(name) === 'partial') return notAllowed(name).problem;
        const problem = this.#domain(domain, names);
        if (problem) return problem;
        inner.add(nameOf(name));
      }
    }
    return undefined;
  }

  /** What `for`, `some` and `every` go through: a variable, a list that is written out, or whole numbers from and to. */
  #domain(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const [first, sign, last] = node.children;
    if (!first) return notAllowed(node).problem;
    if (!sign) return this.#goThrough(first, names);
    const [from, to] = [first.text, last?.text ?? ''];
    // Whole numbers only: the interpreter would count past an end such as 2.5 for ever.
    if (!/^-?\d{1,6}$/.test(from) || !/^-?\d{1,6}$/.test(to)) return notAllowed(node).problem;
    const length = Math.abs(Number(to) - Number(from)) + 1;
    if (length > EXPRESSION_LIMITS.rangeLength) return { code: 'expression_too_large', detail: node.text };
    return this.#count(node, length);
  }

  #goThrough(node: SyntaxNode, names: ReadonlySet<string>): ExpressionProblem | undefined {
    const problem = this.visit(node, names);
    if (problem) return problem;
    if (node.name === 'List') return this.#count(node, node.children.length);
    const variable = rootVariable(node);
    if (!variable) return notAllowed(node).problem;
    this.iterated.push(variable);
    return this.#count(node, 1);
  }

  #count(node: SyntaxNode, length: number): ExpressionProblem | undefined {
    this.#iterations += 1;
    this.fixedIterations *= Math.max(1, length);
    if (this.#iterations > EXPRESSION_LIMITS.iterations) return { code: 'expression_too_large', detail: node.text.slice(0, 40) };
    return undefined;
  }
}

/** The variable at the beginning of a path; undefined where there is something else. */
function rootVariable(node: SyntaxNode): string | undefined {
  if (node.name === 'VariableName') return nameOf(node);
  if (node.name !== 'PathExpression') return undefined;
  return node.children[0] && rootVariable(node.children[0]);
}

function notAllowed(node: SyntaxNode): Refusal {
  return { problem: { code: 'expression_not_allowed', detail: node.text.slice(0, 40) || node.name } };
}
