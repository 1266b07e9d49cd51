"""Topic models of Chinese speeches: from dirty compilations to named themes."""
