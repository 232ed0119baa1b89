import { preset } from '../openai/preset.ts';

/** Databricks (docs.databricks.com, "Foundation Model APIs"). Every workspace has its own address. */
export const databricks = preset({
  id: 'databricks',
  name: 'Databricks',
  baseUrlExample: 'https://{workspace host}/ai-gateway/mlflow/v1',
});
