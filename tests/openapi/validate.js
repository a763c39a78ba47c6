// Validates the OpenAPI document on standard input with two independent validators, and prints its version; or the faults, with exit code 1.
import { text } from "node:stream/consumers";
import SwaggerParser from "@apidevtools/swagger-parser";
import { Validator } from "@seriousme/openapi-schema-validator";

const document = JSON.parse(await text(process.stdin));
const validator = new Validator();
const schema = await validator.validate(structuredClone(document));
if (!schema.valid) {
  console.error(JSON.stringify(schema.errors, null, 1));
  process.exit(1);
}

try {
  await SwaggerParser.validate(structuredClone(document), { resolve: { external: false } });
} catch (fault) {
  console.error(fault.message);
  process.exit(1);
}

console.log(`OpenAPI ${validator.version}`);
