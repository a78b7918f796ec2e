#include "ui/scene/program.h"

#include <gio/gio.h>

#include "core/base/error.h"
#include "ui/scene/shaders.h"

static const char *
get_prelude (void)
{
  return epoxy_is_desktop_gl () ? "#version 330 core\n"
                                : "#version 300 es\nprecision highp float;\n";
}

static GLuint
compile_shader (GLenum kind, const char *name, const char *suffix, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/vitrine/shaders/%s.%s", name, suffix);
  g_autoptr (GBytes) source = g_resource_lookup_data (vit_shaders_get_resource (), path,
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (!source)
    return 0;
  gsize size;
  const char *body = g_bytes_get_data (source, &size);
  const char *parts[2] = { get_prelude (), body };
  const GLint lengths[2] = { -1, size };
  GLuint shader = glCreateShader (kind);
  glShaderSource (shader, 2, parts, lengths);
  glCompileShader (shader);
  GLint ok = GL_FALSE;
  glGetShaderiv (shader, GL_COMPILE_STATUS, &ok);
  if (ok)
    return shader;
  char log[2048] = "";
  glGetShaderInfoLog (shader, sizeof log, NULL, log);
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "Shader %s.%s does not compile: %s", name,
               suffix, log);
  glDeleteShader (shader);
  return 0;
}

GLuint
vit_program_new (const char *name, GError **error)
{
  GLuint vertex = compile_shader (GL_VERTEX_SHADER, name, "vert", error);
  if (!vertex)
    return 0;
  GLuint fragment = compile_shader (GL_FRAGMENT_SHADER, name, "frag", error);
  if (!fragment)
    {
      glDeleteShader (vertex);
      return 0;
    }
  GLuint program = glCreateProgram ();
  glAttachShader (program, vertex);
  glAttachShader (program, fragment);
  glLinkProgram (program);
  glDeleteShader (vertex);
  glDeleteShader (fragment);
  GLint ok = GL_FALSE;
  glGetProgramiv (program, GL_LINK_STATUS, &ok);
  if (ok)
    return program;
  char log[2048] = "";
  glGetProgramInfoLog (program, sizeof log, NULL, log);
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED, "Shaders %s do not link: %s", name, log);
  glDeleteProgram (program);
  return 0;
}
