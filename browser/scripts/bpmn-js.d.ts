// The little we use of bpmn-js, whose ready file puts `BpmnJS` on the window.

export interface Element {
  name?: string;
  documentation?: { text?: string }[];
  conditionExpression?: { body?: string };
}

export interface Shape {
  id: string;
  type: string;
  x?: number;
  y?: number;
  businessObject: Element;
  parent?: Shape;
  labelTarget?: Shape;
  waypoints?: unknown[];
}

export interface Modeler {
  importXML(xml: string): Promise<{ warnings: unknown[] }>;
  saveXML(options: { format: boolean }): Promise<{ xml: string }>;
  get(name: "canvas"): Canvas;
  get(name: "commandStack"): CommandStack;
  get(name: "copyPaste"): { copy(shapes: Shape[]): void; paste(): void };
  get(name: "bpmnFactory"): { create(type: string, properties: Record<string, unknown>): { text?: string; body?: string } };
  get(name: "elementRegistry"): { get(id: string): Shape | undefined; filter(wanted: (shape: Shape) => boolean): Shape[] };
  get(name: "selection"): { select(shape: Shape | null): void; get(): Shape[] };
  get(name: "overlays"): Overlays;
  get(name: "textRenderer"): import("./diagram-labels.js").TextRenderer;
  get(name: "modeling"): Modeling;
  on(event: string, listener: (event: { newSelection: Shape[] }) => void): void;
  destroy(): void;
}

export interface CommandStack {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
  register(command: string, handler: { execute(context: never): Shape[]; revert(context: never): Shape[] }): void;
  execute(command: string, context: object): void;
}

export interface Modeling {
  updateLabel(shape: Shape, name: string): void;
  updateProperties(shape: Shape, properties: Record<string, unknown>): void;
}

export interface Canvas {
  zoom(level?: number | "fit-viewport", centre?: "auto" | { x: number; y: number }): number;
  viewbox(): { inner: Box; outer: Box };
  viewbox(box: Box): void;
  addMarker(id: string, marker: string): void;
  removeMarker(id: string, marker: string): void;
  scrollToElement(shape: Shape, padding?: number): void;
  getRootElement(): Shape;
  focus(): void;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Overlays {
  add(id: string, type: string, overlay: { position: { top?: number; right?: number }; html: HTMLElement }): string;
  remove(filter: { type: string }): void;
}

declare global {
  interface Window {
    BpmnJS?: new (options: Record<string, unknown>) => Modeler;
  }
}
