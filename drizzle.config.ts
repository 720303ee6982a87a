import { defineConfig } from 'drizzle-kit';

const dialect = process.env['DRIZZLE_DIALECT'] === 'postgres' ? 'postgres' : 'sqlite';

export default defineConfig({
  dialect: dialect === 'postgres' ? 'postgresql' : 'sqlite',
  schema: `./src/db/schema.${dialect}.ts`,
  out: `./migrations/${dialect}`,
});
