import assert from "node:assert/strict";
import test from "node:test";
import { openApiDocument } from "./openapi.ts";
import { routes } from "./routes.ts";

interface Operation {
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Record<string, unknown>;
  }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Record<string, unknown> }> };
  readonly responses: Record<string, unknown>;
}
const document = openApiDocument(routes, "1.2.3") as unknown as {
  readonly paths: Record<string, Record<string, Operation>>;
};

test("openApiDocument() has every route, and every part of its address", () => {
  const count = Object.values(document.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  assert.equal(count, routes.length);
  for (const [path, methods] of Object.entries(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const { parameters } of Object.values(methods)) {
      assert.deepEqual(
        parameters.filter((one) => one.in === "path").map((one) => one.name),
        names,
        path,
      );
      assert.ok(
        parameters.every((one) => one.in !== "path" || one.required),
        path,
      );
    }
  }
});

test("openApiDocument() describes what a query takes", () => {
  const parameters = document.paths["/api/v1/jobs"]?.["get"]?.parameters ?? [];
  const limit = parameters.find((one) => one.name === "limit");
  assert.deepEqual(limit, {
    name: "limit",
    in: "query",
    required: false,
    schema: { type: "integer", minimum: 1, maximum: 1000 },
  });
  assert.equal(parameters.find((one) => one.name === "phase")?.schema["type"], "array");
});

test("openApiDocument() describes what a body takes, as JSON and as a form", () => {
  const content = document.paths["/api/v1/jobs"]?.["post"]?.requestBody?.content ?? {};
  assert.deepEqual(Object.keys(content), [
    "application/json",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
  ]);
  assert.deepEqual(content["application/json"]?.schema["required"], ["type"]);
});

test("openApiDocument() is JSON, with no dialect of a schema in it", () => {
  assert.doesNotMatch(JSON.stringify(document), /\$schema|undefined/);
});
