// bpmn-engine at the straight process: cases for each second of processor time, in memory, the definition read once.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// The packages lie in the folder that the second argument names, not beside this file.
const require = createRequire(`${process.argv[3]}/`);
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const { Engine } = await load("bpmn-engine");
const elements = await load("bpmn-elements");
const serializer = await load("moddle-context-serializer");
const { default: Moddle, BpmnModdle } = await load("bpmn-moddle");

const cases = Number(process.argv[2] ?? 500);
const text = readFileSync(new URL("straight.bpmn", import.meta.url), "utf8")
  .replace("LANGUAGE_ATTRIBUTE", 'language="javascript"')
  .replace("LANGUAGE", "javascript")
  .replace("SCRIPT", "environment.output.result = environment.variables.n * 2; next();")
  .replace("CONDITION", "next(null, environment.output.result > 100);");
const context = await new (BpmnModdle ?? Moddle)().fromXML(text);
const { Serializer, TypeResolver } = serializer.default?.Serializer ? serializer.default : { ...serializer, Serializer: serializer.default ?? serializer.Serializer };
const sourceContext = Serializer(context, TypeResolver(elements));

async function run(number) {
  const engine = new Engine({ name: "bench", sourceContext, variables: { n: number % 100 } });
  const execution = await engine.execute();
  await (execution.state === "idle" ? undefined : engine.waitFor("end"));
  if (execution.environment.output.result !== (number % 100) * 2) throw new Error("wrong result");
}

for (let number = 0; number < cases / 10; number++) await run(number);
const rates = [];
for (let round = 0; round < 3; round++) {
  const begin = process.cpuUsage();
  for (let number = 0; number < cases; number++) await run(number);
  const spent = process.cpuUsage(begin);
  rates.push(cases / ((spent.user + spent.system) / 1e6));
}
rates.sort((left, right) => left - right);
console.log(rates[1].toFixed(0));
