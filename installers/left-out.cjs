/** Stands in the bundle for packages that are never asked for (external.ts). */
throw new Error('This package is left out of the bundle.');
