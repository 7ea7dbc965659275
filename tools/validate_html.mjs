// Validates rendered pages: node tools/validate_html.mjs FOLDER. Prints a line per broken rule and where
// it stands, as JSON; ends with 1 when there is one. What the rules are: tools/htmlvalidate.json.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const here = dirname(fileURLToPath(import.meta.url));
const rules = JSON.parse(readFileSync(join(here, "htmlvalidate.json"), "utf8"));
const folder = process.argv[2];
const validator = new HtmlValidate(new StaticConfigLoader(rules));
const files = readdirSync(folder).filter((name) => name.endsWith(".html")).sort();
let problems = 0;
for (const name of files) {
  const report = await validator.validateString(readFileSync(join(folder, name), "utf8"), name);
  for (const { messages } of report.results) {
    for (const { ruleId, message, line, column, selector } of messages) {
      problems += 1;
      console.log(JSON.stringify({ file: name, rule: ruleId, message, line, column, selector }));
    }
  }
}
console.error(`${files.length} pages, ${problems} problems`);
process.exitCode = problems ? 1 : 0;
