"""Latent Dirichlet allocation by collapsed variational Bayes (CVB0)."""
