import { z } from 'zod'

// Zod tries `new Function` to go faster. Our pages forbid that, so it need not try. Imported before anything parses.
z.config({ jitless: true })
