// Seed: the first real file replaces this one.
