"""The pages behind a personal link: my registration, my route, a speaker's page. No models."""
