"""The paper's experiments: data, episodes, training, protocols, tables. Nothing here is needed to use the method."""
