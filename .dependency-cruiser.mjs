/** The architecture as rules. Each comment is for the one who breaks it: what is wrong and where the thing belongs. */

/** Files of a feature that look at values only. */
const PURE = '[a-z./-]*(?:model|policy|rules|report|schedule|flow)[.]ts$';
/** Node's own modules and packages, as far as a rule about our folders is concerned. */
const OURS = '^src/';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or lack a third that both may know.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'engine-stands-alone',
      comment:
        'The engine is a function of its arguments: it knows lib and itself. What it lacks must be handed to it.',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { pathNot: '^src/(engine|lib)/' },
    },
    {
      name: 'lib-knows-nothing-of-the-product',
      comment:
        'lib is tiny and has no idea of the product. What knows the product belongs to the feature or the layer it is about.',
      severity: 'error',
      from: { path: '^src/lib/' },
      to: { path: OURS, pathNot: '^src/lib/' },
    },
    {
      name: 'pure-files-stay-pure',
      comment:
        'model, policy, rules, report, schedule and *.flow decide about values: engine, lib, the shape of questionnaires and models or policies only. Load in feature.ts or store.ts and hand the value in.',
      severity: 'error',
      from: { path: `^src/features/([^/]+)/${PURE}` },
      to: {
        pathNot: [
          '^src/(engine|lib)/',
          '^src/content/schema[.]ts$',
          '^src/features/[^/]+/(model|policy)[.]ts$',
          `^src/features/$1/${PURE}`,
          'node_modules/(zod|luxon)/',
        ],
      },
    },
    {
      name: 'features-meet-at-models',
      comment:
        'A feature knows others by their model, policy or facts only. What else it needs comes through the ports in Cx or is wired in app.ts.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: {
        path: '^src/features/',
        pathNot: ['^src/features/$1/', '^src/features/[^/]+/(model|policy|facts)[.]ts$', '^src/features/feature[.]ts$'],
      },
    },
    {
      name: 'features-know-no-shell',
      comment:
        'A feature declares; the shell runs, translates and sends. It imports neither runtime nor channels, http, catalogues, settings or the wiring.',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/(runtime|channels|http|content|app|main|cli|config)', pathNot: '^src/content/schema[.]ts$' },
    },
    {
      name: 'stores-hold-sql-only',
      comment:
        'A store turns rows into models and back: db, lib, engine types and models. Decisions belong to rules or feature.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/[a-z./-]*store[.]ts$' },
      to: {
        path: OURS,
        pathNot: [
          '^src/(db|lib|engine)/',
          '^src/features/[^/]+/(model|policy)[.]ts$',
          '^src/features/$1/',
          '^src/features/feature[.]ts$',
        ],
      },
    },
    {
      name: 'runtime-knows-features-by-contract',
      comment:
        'The runtime runs whatever features declare. It knows features/feature.ts and models; which features there are is wired in app.ts.',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^src/features/[^/]+/', pathNot: '^src/features/[^/]+/(model|policy)[.]ts$' },
    },
    {
      name: 'channels-know-their-platform',
      comment:
        'A channel knows its platform, what people do (engine/input) and what is said (engine/say), and lib. Never features, catalogues or the database.',
      severity: 'error',
      from: { path: '^src/channels/' },
      to: { path: OURS, pathNot: ['^src/(channels|lib)/', '^src/engine/(input|say)[.]ts$'] },
    },
    {
      name: 'channels-do-not-meet',
      comment: 'One platform knows nothing of another. What two of them share belongs to src/channels or lib.',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/' },
      to: { path: '^src/channels/[^/]+/', pathNot: '^src/channels/$1/' },
    },
    {
      name: 'page-knows-the-wire',
      comment:
        'The page runs in a browser: it knows itself, the types of the wire and the keys of its words. What else it needs, the server sends.',
      severity: 'error',
      from: { path: '^src/page/' },
      to: {
        path: OURS,
        pathNot: [
          '^src/page/',
          '^src/channels/web/(protocol|demonstration/protocol)[.]ts$',
          '^src/engine/message-keys[.]ts$',
        ],
      },
    },
    {
      name: 'page-is-bundled',
      comment: 'The program serves the built page and never imports its sources.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/page/' },
      to: { path: '^src/page/' },
    },
    {
      name: 'db-knows-no-feature',
      comment: 'The database layer knows tables and lib. Queries of a feature belong to its store.ts.',
      severity: 'error',
      from: { path: '^src/db/' },
      to: { path: OURS, pathNot: '^src/(db|lib)/' },
    },
    {
      name: 'content-knows-what-is-said',
      comment: 'Content is words and questions: it knows engine/say, the message keys and lib.',
      severity: 'error',
      from: { path: '^src/content/' },
      to: { path: OURS, pathNot: ['^src/(content|lib)/', '^src/engine/(say|message-keys)[.]ts$'] },
    },
    {
      name: 'http-is-only-a-door',
      comment: 'The HTTP server mounts routes that it is given. What they do belongs to a channel or the runtime.',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: OURS, pathNot: '^src/(http|lib)/' },
    },
    {
      name: 'wiring-is-the-top',
      comment: 'Nothing below imports main, cli, app or config: hand the value down as an argument.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/[^/]+[.]ts$' },
    },
    {
      name: 'telegraf-only-in-its-channel',
      comment:
        'telegraf and undici are transport and belong to channels/telegram. Everything else speaks InboundEvent and Say.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/channels/telegram/' },
      to: { path: 'node_modules/(telegraf|undici)/' },
    },
    {
      name: 'axios-only-in-its-channel',
      comment: 'axios is transport and belongs to channels/zalo. Everything else speaks InboundEvent and Say.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/channels/zalo/' },
      to: { path: 'node_modules/axios/' },
    },
    {
      name: 'drizzle-only-where-sql-is',
      comment: 'SQL lives in db/, in store.ts and in the runtime. Give the query a name in the store and call that.',
      severity: 'error',
      from: { path: OURS, pathNot: ['^src/(db|runtime)/', '^src/[a-z./-]*store[.]ts$'] },
      to: { path: 'node_modules/drizzle-orm/' },
    },
    {
      name: 'drivers-only-in-db',
      comment: 'Which database runs is known in db/ only.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/db/' },
      to: { path: 'node_modules/(pg|better-sqlite3)/' },
    },
    {
      name: 'cron-only-in-the-clock',
      comment: 'node-cron ticks in runtime/clock and nowhere else. What is due later is a schedule row.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/runtime/clock[.]ts$' },
      to: { path: 'node_modules/node-cron/' },
    },
    {
      name: 'hono-only-at-the-door',
      comment: 'HTTP is known to http/ and the channels that have routes.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/(http|channels)/' },
      to: { path: 'node_modules/(hono|@hono)/' },
    },
    {
      name: 'no-test-in-src',
      comment: 'The program does not know its tests.',
      severity: 'error',
      from: { path: OURS },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment:
        'An installed package has no dev dependencies: move it to dependencies, or the code to test. The page is bundled.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/(content/(generate-keys|check-sources)[.]ts$|page/)' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
