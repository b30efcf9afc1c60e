//! BPMN 2.0 diagrams: read and write losslessly, compare, lint, lay out and draw.
