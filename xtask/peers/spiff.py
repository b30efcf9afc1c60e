"""SpiffWorkflow at the straight process: cases for each second of processor time, in memory, the definition read once."""

import sys
import time
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
text = Path(__file__).with_name("straight.bpmn").read_text()
text = text.replace("LANGUAGE_ATTRIBUTE", "").replace("LANGUAGE", "python")
text = text.replace("SCRIPT", "result = n * 2").replace("CONDITION", "result &gt; 100")
parser = BpmnParser()
parser.add_bpmn_xml(etree.fromstring(text.encode()))
spec = parser.get_spec("straight")


def run(number):
    workflow = BpmnWorkflow(spec)
    for task in workflow.get_tasks(state=TaskState.READY):
        task.set_data(n=number % 100)
    workflow.run_all()
    assert workflow.is_completed() and workflow.data["result"] == number % 100 * 2


for number in range(cases // 10):
    run(number)
rates = []
for _ in range(3):
    begin = time.process_time()
    for number in range(cases):
        run(number)
    rates.append(cases / (time.process_time() - begin))
print(f"{sorted(rates)[1]:.0f}")
