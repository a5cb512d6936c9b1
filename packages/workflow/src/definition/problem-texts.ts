import type { LocalText } from '@guichet/protocol';

/** Every problem with what to do about it; `{}` stands for the detail, and the node is named before the text. */
export const problemTexts = {
  not_json: { 'zh-CN': '不是流程定义：应为一个 JSON 对象。', en: 'This is not a flow definition: it must be one JSON object.' },
  too_many_nodes: {
    'zh-CN': '节点数为 {}，最多 500 个。请拆分为子流程。',
    en: 'It has {} nodes; 500 is the most. Split it into sub-flows.',
  },
  too_many_edges: {
    'zh-CN': '连线数为 {}，最多 2000 条。请拆分为子流程。',
    en: 'It has {} edges; 2,000 is the most. Split it into sub-flows.',
  },
  too_deep: { 'zh-CN': '数据嵌套过深（{}）。请减少层级。', en: 'It is nested too deeply, at {}. Use fewer levels.' },
  too_large: {
    'zh-CN': '定义过大（{}）。请拆分为子流程或缩短文字。',
    en: 'It is too large ({}). Split it into sub-flows or shorten its texts.',
  },
  forbidden_name: {
    'zh-CN': '“{}”不能用作名称。请改用其他名称。',
    en: '“{}” can’t be used as a name. Choose another.',
  },
  newer_format: {
    'zh-CN': '格式版本 {} 高于本系统支持的版本。请先升级系统。',
    en: 'Its format version {} is newer than this installation reads. Upgrade the installation first.',
  },
  unknown_format: {
    'zh-CN': '格式版本“{}”无法识别。请填写 formatVersion。',
    en: 'Its format version “{}” is not known. State formatVersion.',
  },
  malformed: {
    'zh-CN': '内容不符合格式：{}。请按 JSON schema 修改。',
    en: 'It does not fit the format: {}. Correct it after the JSON schema.',
  },
  duplicate_node: { 'zh-CN': '编号重复。请给每个节点不同的编号。', en: 'Its id is used twice. Give every node an id of its own.' },
  duplicate_variable: {
    'zh-CN': '变量“{}”重复声明。请删除其中一个。',
    en: 'The variable “{}” is declared twice. Remove one of them.',
  },
  reserved_variable: {
    'zh-CN': '变量名“{}”在表达式中另有含义。请改名。',
    en: 'The variable name “{}” means something else in expressions. Rename it.',
  },
  wrong_initial: {
    'zh-CN': '变量“{}”的初始值与其类型不符。请修改初始值或类型。',
    en: 'The initial value of the variable “{}” is not of its type. Change one of them.',
  },
  duplicate_segment: { 'zh-CN': '环节“{}”重复。请删除其中一个。', en: 'The segment “{}” is declared twice. Remove one of them.' },
  unknown_start: { 'zh-CN': '起始节点“{}”不存在。请选择已有节点。', en: 'The start node “{}” does not exist. Choose one that does.' },
  unknown_type: {
    'zh-CN': '没有“{}”这种节点类型。请从组件列表中选择。',
    en: 'There is no node type “{}”. Choose one of the components.',
  },
  component_not_installed: {
    'zh-CN': '组件“{}”未安装，或与已安装的不一致。请在组件库安装，或改用其他组件。',
    en: 'The component “{}” is not installed as it stands in the flow. Install it, or use another one.',
  },
  config_invalid: {
    'zh-CN': '配置不符合要求：{}。请在节点设置中修改。',
    en: 'Its configuration does not fit: {}. Correct it in the node’s settings.',
  },
  unknown_segment: { 'zh-CN': '环节“{}”未声明。请先在流程中声明。', en: 'The segment “{}” is not declared. Declare it in the flow.' },
  unknown_output: {
    'zh-CN': '该类型没有名为“{}”的输出。请从该类型的输出中选择。',
    en: 'Its type has no output “{}”. Choose one that it has.',
  },
  unknown_variable: { 'zh-CN': '变量“{}”未声明。请先声明变量。', en: 'The variable “{}” is not declared. Declare it first.' },
  output_type: {
    'zh-CN': '输出与变量类型不同（{}）。请改用同类型变量。',
    en: 'The output and its variable are of different types ({}). Use a variable of the same type.',
  },
  personal_output: {
    'zh-CN': '个人信息输出存入了非个人信息变量“{}”。请将该变量标记为个人信息。',
    en: 'A personal output goes into the variable “{}”, which is not personal. Mark the variable as personal.',
  },
  expression_syntax: {
    'zh-CN': '表达式无法解析，问题在“{}”附近。请检查语法。',
    en: 'An expression can’t be read, near “{}”. Check how it is written.',
  },
  expression_too_large: {
    'zh-CN': '表达式过长、嵌套过深或运算量过大：“{}”。请拆分或简化。',
    en: 'An expression is too long, too deep or too much work: “{}”. Split or simplify it.',
  },
  expression_not_allowed: {
    'zh-CN': '表达式中不允许使用“{}”。请改用允许的函数和写法。',
    en: '“{}” is not allowed in an expression. Use the functions and forms that are.',
  },
  expression_unknown_name: {
    'zh-CN': '表达式使用了未声明的名称“{}”。请先声明变量，或检查拼写。',
    en: 'An expression uses the name “{}”, which is not declared. Declare the variable or check the spelling.',
  },
  expressions_too_long: {
    'zh-CN': '全部表达式合计 {} 个字符，最多 60000 个。请简化。',
    en: 'All expressions together have {} characters; 60,000 is the most. Simplify them.',
  },
  edge_from_nowhere: {
    'zh-CN': '有连线从该节点出发，但该节点不存在。请删除连线或补上节点。',
    en: 'An edge leaves it, but it does not exist. Remove the edge or add the node.',
  },
  edge_to_nowhere: {
    'zh-CN': '有连线指向不存在的节点“{}”。请重新连接。',
    en: 'An edge leads to the node “{}”, which does not exist. Connect it to one that does.',
  },
  unknown_port: {
    'zh-CN': '没有名为“{}”的出口。请从该节点已有的出口连线。',
    en: 'It has no port “{}”. Start the edge at one that it has.',
  },
  port_without_edge: {
    'zh-CN': '出口“{}”还没有去向。请从它连到下一步。',
    en: 'Nothing follows “{}” yet. Draw a line from it to the next step.',
  },
  no_default_edge: {
    'zh-CN': '出口“{}”的连线都有条件。请在最后加一条无条件连线。',
    en: 'Every line from “{}” has a condition. Add one without a condition, as the last.',
  },
  edge_never_taken: {
    'zh-CN': '出口“{}”在无条件连线之后还有连线，永远不会走到。请删除或调整顺序。',
    en: 'A line from “{}” stands behind one without a condition and is never taken. Remove it or move it up.',
  },
  unreachable: {
    'zh-CN': '从起点无法到达。请连接或删除该节点。',
    en: 'It can’t be reached from the start. Connect it or remove it.',
  },
  no_way_to_end: {
    'zh-CN': '从这里无法到达结束节点。请连接到一个“结束”节点。',
    en: 'No way leads from it to an end. Connect it to an “end” node.',
  },
  no_end: { 'zh-CN': '流程还没有“结束”。请添加一个。', en: 'The flow has no “End” yet. Add one.' },
  loop_without_wait: {
    'zh-CN': '处于一个没有等待的循环中（{}）。请在循环中加入需要等待的步骤。',
    en: 'It stands in a loop in which nothing waits ({}). Put a step that waits into the loop.',
  },
  loop_unbounded: {
    'zh-CN': '处于循环中，但只允许进入一次。请用 maxVisits（2 到 100）说明最多循环几次。',
    en: 'It stands in a loop but may be entered only once. Say with maxVisits (2 to 100) how often the loop may run.',
  },
  join_without_fork: {
    'zh-CN': '汇合指向的“{}”不是并行分支，或者不是从该分支到达的。请指定正确的并行分支。',
    en: 'It joins “{}”, which is no fork or not the one whose branches come here. Name the right fork.',
  },
  fork_joins: {
    'zh-CN': '并行分支应有且只有一个汇合，现有 {} 个。请让所有分支到同一个汇合。',
    en: 'A fork has exactly one join; this one has {}. Lead all its branches to one join.',
  },
  branch_ends_elsewhere: {
    'zh-CN': '位于并行分支“{}”之内，却在汇合之前结束。请先连到汇合。',
    en: 'It ends inside a branch of the fork “{}”, before the join. Lead the branch to the join first.',
  },
  branch_crossed: {
    'zh-CN': '既能从分支内到达，也能从分支外（或另一分支）到达。请不要让连线跨越分支。',
    en: 'It is reached from inside and from outside a branch, or from two branches. Let no edge cross a branch’s border.',
  },
  unknown_compensation: {
    'zh-CN': '补偿节点“{}”不存在。请选择已有节点。',
    en: 'Its compensation “{}” does not exist. Choose a node that does.',
  },
  compensation_not_alone: {
    'zh-CN': '补偿节点“{}”不能有连线，也不能是起点、接管节点或它自己。请为补偿使用单独的节点。',
    en: 'Its compensation “{}” has edges, or is the start, the hand-over or the node itself. Use a node of its own.',
  },
  compensation_type: {
    'zh-CN': '补偿节点“{}”的类型只用于控制流程走向。请改用实际做事的节点。',
    en: 'Its compensation “{}” is of a type that only directs the flow. Use a node that does something.',
  },
  compensation_needs_people: {
    'zh-CN': '补偿节点“{}”需要人来操作。请使用系统自动完成的节点。',
    en: 'Its compensation “{}” needs somebody to act. Use a node that the system works on by itself.',
  },
  compensation_back: {
    'zh-CN': '有补偿的节点不能返回。请取消“可返回”或补偿。',
    en: 'A node with a compensation can’t be gone back to. Remove “back” or the compensation.',
  },
  unknown_escalation: {
    'zh-CN': '接管节点“{}”不存在。请选择已有节点。',
    en: 'The hand-over node “{}” does not exist. Choose one that does.',
  },
  unknown_sub_flow: {
    'zh-CN': '找不到子流程“{}”。请选择已发布的版本。',
    en: 'There is no sub-flow “{}”. Choose a published version.',
  },
  sub_flow_recursion: {
    'zh-CN': '子流程“{}”直接或间接地包含自己。请去掉循环引用。',
    en: 'The sub-flow “{}” contains itself, directly or through others. Break the circle.',
  },
  sub_flow_too_deep: {
    'zh-CN': '子流程嵌套超过 {} 层。请减少层级。',
    en: 'Sub-flows stand more than {} levels in one another. Use fewer.',
  },
  sub_flow_broken: {
    'zh-CN': '子流程“{}”本身有问题。请先修正并发布它。',
    en: 'The sub-flow “{}” has problems of its own. Correct and publish it first.',
  },
  sub_flow_mapping: {
    'zh-CN': '与子流程之间的变量“{}”不存在或类型不同。请检查输入输出对应关系。',
    en: 'The variable “{}” between this flow and its sub-flow does not exist or is of another type. Check inputs and outputs.',
  },
} as const satisfies Record<string, LocalText>;
