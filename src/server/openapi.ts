import { z } from "zod";
import { problemSchema } from "./api-schemas.ts";
import { problemMediaType } from "./problem.ts";
import type { RawAnswer, Route } from "./route.ts";

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of the JSON API, made from the very schemas that check its input. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}").replace("*", "{result}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Runyard", version, description: "Runs commands as jobs, and keeps what happened" },
    paths,
    components: { schemas: { Problem: schemaOf(problemSchema, "output") } },
  };
}

function operation(route: Route): Json {
  const { body, fromForm } = route;
  const mediaTypes = [
    "application/json",
    ...(fromForm === undefined ? [] : ["multipart/form-data", "application/x-www-form-urlencoded"]),
  ];
  return {
    tags: [route.group],
    summary: route.summary,
    parameters: [
      ...parameters("path", route.params),
      ...parameters("query", route.query),
      ...headerParameters(route),
    ],
    ...(body !== undefined && {
      requestBody: { required: true, content: contentOf(mediaTypes, schemaOf(body, "input")) },
    }),
    responses: {
      [String(route.status ?? 200)]: answerOf(route),
      default: {
        description: "What went wrong, in one sentence",
        content: contentOf([problemMediaType], { $ref: "#/components/schemas/Problem" }),
      },
    },
  };
}

function parameters(place: "path" | "query", schema: z.ZodType | undefined): readonly Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).map(([name, one]) => ({
    name: name === "*" ? "result" : name,
    in: place,
    required: place === "path" || !one.safeParse(undefined).success,
    schema: schemaOf(one, "output"),
  }));
}

function headerParameters({ headers = {} }: Route): readonly Json[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
}

function answerOf({ answer, summary }: Route): Json {
  if (answer === undefined) return { description: summary };
  if (isRaw(answer)) {
    return {
      description: answer.description,
      content: { [answer.mediaType]: { schema: { type: "string" } } },
    };
  }
  return { description: summary, content: contentOf(["application/json"], schemaOf(answer, "output")) };
}

function isRaw(answer: z.ZodType | RawAnswer): answer is RawAnswer {
  return "mediaType" in answer;
}

function contentOf(mediaTypes: readonly string[], schema: Json): Json {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
