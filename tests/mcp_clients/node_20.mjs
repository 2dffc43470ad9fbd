// The conformance package imports `globSync` of node 22, and uses it for none of what runs here.
import { register } from "node:module";

const fs = `export * from "node:fs";
export { default } from "node:fs";
export const globSync = () => [];`;
const inline = (text) => "data:text/javascript," + encodeURIComponent(text);
register(
  inline(`export async function resolve(name, context, next) {
    return name === "fs" && context.parentURL?.includes("/conformance/")
      ? { url: ${JSON.stringify(inline(fs))}, shortCircuit: true }
      : next(name, context);
  }`),
);
