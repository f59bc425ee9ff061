"""Made-up data: everything that is generated, always labelled synthetic, never on a real college."""
