"""PAPI as a mirror: published figures of the city and the country, read in words. No figure of ours."""
